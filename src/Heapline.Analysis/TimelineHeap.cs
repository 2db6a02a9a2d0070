using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Turns the ticks of one process into its live-heap curve.</summary>
internal static class TimelineHeap
{
    /// <param name="ticks">Ticks of one process, in the order they were written.</param>
    /// <param name="peak">The process's peak, when it is known.</param>
    /// <param name="endSeconds">End of the process: up to there the last value holds.</param>
    public static TimelineSeries Read(IEnumerable<Tick> ticks, Peak? peak, double endSeconds)
    {
        var points = new List<TimelinePoint>();
        long held = 0;
        foreach (var tick in ticks.OrderBy(tick => tick.StartNs))
        {
            // Ticks in which nothing changed are not in the capture: until this one began, the last value held.
            Add(points, tick.StartNs, held);
            if (Holds(tick, peak))
                Add(points, peak!.TimeNs, peak.HeapBytes);
            else if (tick.HeapBytesHigh > Math.Max(held, tick.HeapBytes))
                Add(points, tick.StartNs + (tick.EndNs - tick.StartNs) / 2, tick.HeapBytesHigh);
            Add(points, tick.EndNs, tick.HeapBytes);
            held = tick.HeapBytes;
        }

        if (points.Count > 0 && endSeconds > points[^1].Seconds)
            points.Add(new TimelinePoint(endSeconds, held));
        return peak is null ? new TimelineSeries(points) : WithPeak(points, new TimelinePoint(TimelineReader.Seconds(peak.TimeNs), peak.HeapBytes));
    }

    // A tick says how high the heap went, not when: the middle is the best guess, unless it is the peak, whose time is recorded.
    private static bool Holds(Tick tick, Peak? peak) =>
        peak is not null && peak.HeapBytes == tick.HeapBytesHigh && peak.TimeNs >= tick.StartNs && peak.TimeNs <= tick.EndNs;

    private static void Add(List<TimelinePoint> points, long timeNs, long bytes)
    {
        // Ticks overlap by a rounding at most; a curve that runs backwards would be worse than one that is a rounding late.
        var seconds = points.Count > 0 ? Math.Max(points[^1].Seconds, TimelineReader.Seconds(timeNs)) : TimelineReader.Seconds(timeNs);
        var point = new TimelinePoint(seconds, bytes);
        if (points.Count == 0 || points[^1] != point)
            points.Add(point);
    }

    // The peak may be newer than the last tick of a capture that was cut: it belongs on the curve all the same.
    private static TimelineSeries WithPeak(List<TimelinePoint> points, TimelinePoint peak)
    {
        if (points.All(point => point.Bytes < peak.Bytes))
        {
            var after = points.FindIndex(point => point.Seconds > peak.Seconds);
            points.Insert(after < 0 ? points.Count : after, peak);
        }

        return new TimelineSeries(points, peak);
    }
}
