namespace Heapline.Analysis;

/// <summary>A memory curve: points in the order of time, straight lines between them. A step is two points of the same time.</summary>
public sealed class TimelineSeries
{
    /// <summary>A curve without points.</summary>
    public static TimelineSeries Empty { get; } = new([]);

    /// <summary>Makes a curve.</summary>
    /// <param name="points">Points, not falling in time.</param>
    /// <param name="peak">The highest instant where it is known better than from the points; by default the first of the highest points.</param>
    public TimelineSeries(IReadOnlyList<TimelinePoint> points, TimelinePoint? peak = null)
    {
        Points = points;
        Peak = peak ?? Highest(points);
    }

    /// <summary>The points, not falling in time.</summary>
    public IReadOnlyList<TimelinePoint> Points { get; }

    /// <summary>The highest instant; null when there are no points.</summary>
    public TimelinePoint? Peak { get; }

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => Points.Count == 0;

    /// <summary>The curve's height at an instant, in bytes; null before its first and after its last point.</summary>
    /// <param name="seconds">The instant, in seconds.</param>
    public long? At(double seconds) => TimelineResampling.At(Points, seconds);

    /// <summary>
    /// The curve in columns of equal width, none of its extremes lost: every point lies within <see cref="TimelineColumn.Low"/> and
    /// <see cref="TimelineColumn.High"/> of its column. Columns before the first and after the last point are left out.
    /// </summary>
    /// <param name="fromSeconds">Left border of the first column, in seconds.</param>
    /// <param name="toSeconds">Right border of the last column, in seconds; after <paramref name="fromSeconds"/>.</param>
    /// <param name="columns">How many columns, at least 1.</param>
    public IReadOnlyList<TimelineColumn> Resample(double fromSeconds, double toSeconds, int columns) =>
        TimelineResampling.Resample(Points, fromSeconds, toSeconds, columns);

    /// <summary>
    /// The part of the curve between two instants in at most <paramref name="limit"/> points. Longer curves keep of each column its first, lowest,
    /// highest and last point (the M4 aggregation of Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014).
    /// </summary>
    /// <param name="fromSeconds">First instant, in seconds.</param>
    /// <param name="toSeconds">Last instant, in seconds; after <paramref name="fromSeconds"/>.</param>
    /// <param name="limit">Most points to give, at least 4.</param>
    public IReadOnlyList<TimelinePoint> Simplify(double fromSeconds, double toSeconds, int limit) =>
        TimelineResampling.Simplify(Points, fromSeconds, toSeconds, limit);

    private static TimelinePoint? Highest(IReadOnlyList<TimelinePoint> points)
    {
        if (points.Count == 0)
            return null;

        var highest = points[0];
        foreach (var point in points)
        {
            if (point.Bytes > highest.Bytes)
                highest = point;
        }

        return highest;
    }
}
