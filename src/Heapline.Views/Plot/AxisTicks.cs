using System.Globalization;

namespace Heapline.Views.Plot;

/// <summary>Tick marks at round values: multiples of 1, 2 or 5 times a power of ten.</summary>
public sealed record AxisTicks
{
    private readonly int _decimals;

    private AxisTicks(double step, int decimals, IReadOnlyList<double> values)
    {
        Step = step;
        _decimals = decimals;
        Values = values;
    }

    /// <summary>Distance of two ticks, in the unit of the axis.</summary>
    public double Step { get; }

    /// <summary>Where the ticks are, rising, in the unit of the axis.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The finest round ticks of which at most <paramref name="most"/> intervals fit between two values.</summary>
    /// <param name="from">Where the axis begins.</param>
    /// <param name="to">Where it ends; after <paramref name="from"/>.</param>
    /// <param name="most">Most intervals, at least 1.</param>
    public static AxisTicks Choose(double from, double to, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (!(to > from) || !double.IsFinite(to - from))
            throw new ArgumentOutOfRangeException(nameof(to), to, "must be after the start");

        var exponent = (int)Math.Floor(Math.Log10((to - from) / most));
        foreach (var mantissa in (ReadOnlySpan<int>)[1, 2, 5, 10])
        {
            var step = mantissa * Math.Pow(10, exponent);
            // The slack admits 0.3 / 0.1, which is a little more than 3.
            if ((to - from) / step > most * (1 + 1e-9))
                continue;

            var decimals = Math.Max(0, -(mantissa == 10 ? exponent + 1 : exponent));
            var first = (long)Math.Ceiling(from / step - 1e-9);
            var last = (long)Math.Floor(to / step + 1e-9);
            return new AxisTicks(step, decimals, [.. Range(first, last).Select(count => count * step)]);
        }

        throw new InvalidOperationException("ten times a power of ten above the wanted step always fits");
    }

    /// <summary>The tick's label, with as many decimals as the step needs and thousands set apart: <c>0.5</c>, <c>12,000</c>.</summary>
    public string Label(double value) => Math.Round(value, Math.Min(_decimals, 15)).ToString($"N{_decimals}", CultureInfo.InvariantCulture);

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var value = first; value <= last; value++)
            yield return value;
    }
}
