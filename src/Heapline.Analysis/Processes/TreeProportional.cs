using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>
/// Proportional memory (PSS) of all processes together: pages that they share count once. Readings of one time are a round of all processes and are added up as one: one reading of a round beside
/// another's of the round before would count pages as often as they changed hands.
/// </summary>
public static class TreeProportional
{
    /// <summary>The highest sum of the processes' last readings; a process counts from its first reading until it ended.</summary>
    public static TreePeak PeakOf(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        // First how high and when, then who had what there: to note that at every new height would take processes times rounds.
        var (highest, atNs) = (0L, long.MinValue);
        Sweep(capture, long.MaxValue, (timeNs, _, sum, _) => (highest, atNs) = sum > highest ? (sum, timeNs) : (highest, atNs));
        var peak = TreePeak.None;
        Sweep(capture, atNs, (timeNs, isRound, sum, last) => peak = isRound && timeNs == atNs ? TreePeak.Of(sum, timeNs, last.Select(part => (part.Key, part.Value))) : peak);
        return peak;
    }

    /// <summary>The sum over time, as steps: two points of one time where it changes.</summary>
    public static IReadOnlyList<(long TimeNs, long Bytes)> CurveOf(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var points = new List<(long TimeNs, long Bytes)>();
        Sweep(capture, long.MaxValue, (timeNs, _, sum, _) =>
        {
            if (points.Count > 0 && points[^1].TimeNs < timeNs)
                points.Add((timeNs, points[^1].Bytes));
            if (points.Count == 0 || points[^1] != (timeNs, sum))
                points.Add((timeNs, sum));
        });
        return points;
    }

    /// <summary>Goes through rounds and ends of processes in order of time up to an instant, and tells after each when it was, whether it was a round, the sum, and each process's last reading.</summary>
    private static void Sweep(CaptureData capture, long untilNs, Action<long, bool, long, Dictionary<int, long>> after)
    {
        var endOf = capture.ProcessEnds.GroupBy(end => end.Process).ToDictionary(ends => ends.Key, ends => ends.Last().EndNs);
        var ends = new Queue<KeyValuePair<int, long>>(endOf.OrderBy(end => end.Value));
        var last = new Dictionary<int, long>();
        long sum = 0;
        void EndBefore(long timeNs)
        {
            for (; ends.TryPeek(out var end) && end.Value < timeNs; ends.Dequeue())
            {
                if (!last.Remove(end.Key, out var gone))
                    continue;
                sum -= gone;
                after(end.Value, false, sum, last);
            }
        }
        var readings = capture.ProportionalSamples.Where(sample => sample.TimeNs <= untilNs && !(endOf.TryGetValue(sample.Process, out var endNs) && endNs < sample.TimeNs))
            .OrderBy(sample => sample.TimeNs).ToList();
        for (var next = 0; next < readings.Count;)
        {
            var timeNs = readings[next].TimeNs;
            EndBefore(timeNs);
            for (; next < readings.Count && readings[next].TimeNs == timeNs; next++)
            {
                var sample = readings[next];
                sum += sample.Bytes - last.GetValueOrDefault(sample.Process);
                last[sample.Process] = sample.Bytes;
            }
            after(timeNs, true, sum, last);
        }
        EndBefore(untilNs);
    }
}
