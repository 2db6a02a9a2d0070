using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Heapline.Views.Plot;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class AxisTicksTests
{
    private static readonly Arbitrary<(double From, double To, int Most)> Axes = ArbMap.Default.GeneratorFor<NormalFloat>()
        .Select(number => Math.Abs(number.Get))
        .Two()
        .SelectMany(pair => Gen.Choose(1, 40), (pair, most) => (From: Math.Min(pair.Item1, pair.Item2), To: Math.Max(pair.Item1, pair.Item2), most))
        // Axes of this project begin near zero: what is asked for is at least a millionth of where it lies.
        .Where(axis => axis.To > 1e-6 && axis.To < 1e12 && axis.To - axis.From > axis.To * 1e-6)
        .ToArbitrary();

    [Fact]
    public void Ticks_are_multiples_of_a_round_step_within_the_axis() => Check.QuickThrowOnFailure(Prop.ForAll(Axes, axis =>
    {
        var ticks = AxisTicks.Choose(axis.From, axis.To, axis.Most);
        var slack = ticks.Step * 1e-6;
        var mantissa = ticks.Step / Math.Pow(10, Math.Floor(Math.Log10(ticks.Step) + 1e-9));
        return new[] { 1.0, 2, 5 }.Any(round => Math.Abs(mantissa - round) < 1e-6)
            && ticks.Values.All(value => value >= axis.From - slack && value <= axis.To + slack)
            && ticks.Values.All(value => Math.Abs(value / ticks.Step - Math.Round(value / ticks.Step)) < 1e-3);
    }));

    [Fact]
    public void Ticks_are_as_many_as_asked_for_or_somewhat_fewer() => Check.QuickThrowOnFailure(Prop.ForAll(Axes, axis =>
    {
        var ticks = AxisTicks.Choose(axis.From, axis.To, axis.Most);
        // From one round step to the next is a factor of 2.5 at most; and none may be left out at the ends.
        return ticks.Values.Count <= axis.Most + 1
            && (axis.To - axis.From) / ticks.Step > axis.Most / 2.5 * 0.999
            && (ticks.Values.Count == 0 || (ticks.Values[0] - axis.From < ticks.Step * 1.001 && axis.To - ticks.Values[^1] < ticks.Step * 1.001));
    }));

    [Fact]
    public void Labels_of_different_ticks_differ_and_read_back() => Check.QuickThrowOnFailure(Prop.ForAll(Axes, axis =>
    {
        var ticks = AxisTicks.Choose(axis.From, axis.To, axis.Most);
        var labels = ticks.Values.Select(ticks.Label).ToList();
        return labels.Distinct().Count() == labels.Count
            && ticks.Values.Zip(labels).All(pair =>
                Math.Abs(double.Parse(pair.Second, NumberStyles.Number, CultureInfo.InvariantCulture) - pair.First) < ticks.Step * 0.01);
    }));

    [Theory]
    [InlineData(0, 2.4, 8, "0.0 0.5 1.0 1.5 2.0")]
    [InlineData(0, 62.8, 4, "0 20 40 60")]
    [InlineData(0, 0.3, 3, "0.0 0.1 0.2 0.3")]
    [InlineData(0, 12_000, 3, "0 5,000 10,000")]
    [InlineData(1.23, 1.31, 4, "1.24 1.26 1.28 1.30")]
    [InlineData(0, 10, 1, "0 10")]
    public void Ticks_read_as_a_person_would_write_them(double from, double to, int most, string expected)
    {
        var ticks = AxisTicks.Choose(from, to, most);
        Assert.Equal(expected, string.Join(' ', ticks.Values.Select(ticks.Label)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NaN, 1)]
    public void Axis_without_length_is_refused(double from, double to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AxisTicks.Choose(from, to, 5));
}
