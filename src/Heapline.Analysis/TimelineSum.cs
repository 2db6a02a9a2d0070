namespace Heapline.Analysis;

/// <summary>Adds the curves of several processes as step functions: each counts with its last value from its first point until it ends.</summary>
internal static class TimelineSum
{
    public static TimelineSeries Of(IReadOnlyList<(TimelineSeries Curve, double EndSeconds)> curves)
    {
        var changes = new List<(double Seconds, int Curve, long Bytes)>();
        for (var index = 0; index < curves.Count; index++)
        {
            var (curve, end) = curves[index];
            changes.AddRange(curve.Points.Where(point => point.Seconds <= end).Select(point => (point.Seconds, index, point.Bytes)));
            if (!curve.IsEmpty && double.IsFinite(end))
                changes.Add((end, index, 0));
        }

        var values = new long[curves.Count];
        var points = new List<TimelinePoint>(2 * changes.Count);
        long sum = 0;
        // The order of one curve's changes must stay: its steps are two points of the same time, and OrderBy is stable.
        foreach (var change in changes.OrderBy(change => change.Seconds))
        {
            if (points.Count > 0 && points[^1].Seconds < change.Seconds)
                points.Add(new TimelinePoint(change.Seconds, sum));
            sum += change.Bytes - values[change.Curve];
            values[change.Curve] = change.Bytes;
            var point = new TimelinePoint(change.Seconds, sum);
            if (points.Count == 0 || points[^1] != point)
                points.Add(point);
        }

        return new TimelineSeries(points);
    }
}
