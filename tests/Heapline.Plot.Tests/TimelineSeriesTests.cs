using FsCheck;
using FsCheck.Fluent;
using Heapline.Analysis;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class TimelineSeriesTests
{
    /// <summary>Curves with steps (equal times) and spikes, and a number of columns.</summary>
    private static readonly Arbitrary<(TimelinePoint[] Points, int Columns)> Curves = Gen.Choose(0, 40)
        .Select(milliseconds => milliseconds / 1000.0)
        .Zip(Gen.Choose(0, 1_000_000))
        .NonEmptyListOf()
        .Select(steps =>
        {
            var seconds = 0.0;
            return steps.Select(step => new TimelinePoint(seconds += step.Item1, step.Item2)).ToArray();
        })
        .Where(points => points[^1].Seconds > 0)
        .Zip(Gen.Choose(1, 50))
        .Select(pair => (pair.Item1, pair.Item2))
        .ToArbitrary();

    [Fact]
    public void Resampling_keeps_both_extremes() => Check.QuickThrowOnFailure(Prop.ForAll(Curves, curve =>
    {
        var columns = new TimelineSeries(curve.Points).Resample(0, curve.Points[^1].Seconds, curve.Columns);
        return columns.Max(column => column.High.Bytes) == curve.Points.Max(point => point.Bytes)
            && columns.Min(column => column.Low.Bytes) == curve.Points.Min(point => point.Bytes);
    }));

    [Fact]
    public void Every_point_lies_within_its_column() => Check.QuickThrowOnFailure(Prop.ForAll(Curves, curve =>
    {
        var end = curve.Points[^1].Seconds;
        var columns = new TimelineSeries(curve.Points).Resample(0, end, curve.Columns).ToDictionary(column => column.Index);
        return curve.Points.All(point =>
        {
            var index = Math.Min(curve.Columns - 1, (int)(point.Seconds / end * curve.Columns));
            // A rounding may put a point that lies on a border into the neighbour; the neighbour's border is the same instant.
            return new[] { index, index - 1, index + 1 }.Any(near =>
                columns.TryGetValue(near, out var column) && point.Bytes >= column.Low.Bytes && point.Bytes <= column.High.Bytes);
        });
    }));

    [Fact]
    public void Simplified_curve_is_short_ordered_and_keeps_both_extremes() => Check.QuickThrowOnFailure(Prop.ForAll(Curves, curve =>
    {
        var limit = 4 * curve.Columns;
        var simple = new TimelineSeries(curve.Points).Simplify(0, curve.Points[^1].Seconds, limit);
        return simple.Count <= limit
            && simple.Max(point => point.Bytes) == curve.Points.Max(point => point.Bytes)
            && simple.Min(point => point.Bytes) == curve.Points.Min(point => point.Bytes)
            && simple.Zip(simple.Skip(1)).All(pair => pair.First.Seconds <= pair.Second.Seconds);
    }));

    [Fact]
    public void Columns_between_two_distant_points_follow_the_line_between_them()
    {
        var columns = new TimelineSeries([new(0, 0), new(10, 1000)]).Resample(0, 10, 5);
        Assert.Equal([(0, 200), (200, 400), (400, 600), (600, 800), (800, 1000)], columns.Select(column => ((int)column.Low.Bytes, (int)column.High.Bytes)));
    }

    [Fact]
    public void Columns_before_and_after_the_curve_are_left_out()
    {
        var columns = new TimelineSeries([new(4, 1), new(5, 2)]).Resample(0, 10, 10);
        Assert.Equal([3, 4, 5], columns.Select(column => column.Index));
    }

    [Fact]
    public void Single_point_is_one_column()
    {
        var column = Assert.Single(new TimelineSeries([new(3.5, 7)]).Resample(0, 10, 10));
        Assert.Equal(new TimelineColumn(3, new(3.5, 7), new(3.5, 7), new(3.5, 7), new(3.5, 7)), column);
    }

    [Fact]
    public void Window_between_two_points_shows_the_line_between_them()
    {
        var simple = new TimelineSeries([new(0, 0), new(10, 1000)]).Simplify(4, 6, 100);
        Assert.Equal(new TimelinePoint(4, 400), simple[0]);
        Assert.Equal(new TimelinePoint(6, 600), simple[^1]);
    }

    [Fact]
    public void Empty_curve_has_no_columns_and_no_peak()
    {
        Assert.Empty(TimelineSeries.Empty.Resample(0, 1, 10));
        Assert.Null(TimelineSeries.Empty.Peak);
        Assert.Null(TimelineSeries.Empty.At(0));
    }

    [Theory]
    [InlineData(-0.1, null)]
    [InlineData(0, 10L)]
    [InlineData(0.5, 15L)]
    [InlineData(1, 20L)]
    [InlineData(2, 40L)]
    [InlineData(2.1, null)]
    public void Height_at_an_instant_is_on_the_line(double seconds, long? expected) =>
        Assert.Equal(expected, new TimelineSeries([new(0, 10), new(1, 20), new(1, 40), new(2, 40)]).At(seconds));

    [Fact]
    public void Peak_is_the_first_of_the_highest_points() =>
        Assert.Equal(new TimelinePoint(2, 9), new TimelineSeries([new(1, 3), new(2, 9), new(3, 9)]).Peak);
}
