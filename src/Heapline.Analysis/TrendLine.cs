namespace Heapline.Analysis;

/// <summary>The straight line that lies closest to a curve: least squares, as <c>numpy.polyfit(t, memory, 1)</c>.</summary>
/// <param name="MebibytesPerSecond">Its slope, in MiB a second.</param>
/// <param name="MebibytesAtStart">Its height at second 0, in MiB.</param>
public sealed record TrendLine(double MebibytesPerSecond, double MebibytesAtStart)
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Fits a line to points, each counted once; null when they do not lie at two instants at least.</summary>
    public static TrendLine? Of(IReadOnlyList<TimelinePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2)
            return null;
        // About the means: the sums of plain squares would lose the digits that matter.
        double meanTime = points.Average(point => point.Seconds), meanAmount = points.Average(point => point.Bytes / Mebibyte);
        double spread = 0, together = 0;
        foreach (var point in points)
        {
            spread += (point.Seconds - meanTime) * (point.Seconds - meanTime);
            together += (point.Seconds - meanTime) * (point.Bytes / Mebibyte - meanAmount);
        }
        return spread > 0 ? new TrendLine(together / spread, meanAmount - together / spread * meanTime) : null;
    }

    /// <summary>Height of the line at an instant, in bytes.</summary>
    /// <param name="seconds">Seconds since the start of the run.</param>
    public long BytesAt(double seconds) => (long)Math.Round((MebibytesAtStart + MebibytesPerSecond * seconds) * Mebibyte);
}
