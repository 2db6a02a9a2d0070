using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Proportional memory (PSS) of all processes together: pages that they share count once.</summary>
public static class TreeProportional
{
    /// <summary>The highest sum of the processes' last readings; a process counts from its first reading until it ended.</summary>
    public static TreePeak PeakOf(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        // First how high and when, then who had what there: to note that at every new height would take processes times readings.
        var readings = capture.ProportionalSamples.OrderBy(sample => sample.TimeNs).ToList();
        var (highest, count) = (0L, 0);
        Sweep(capture, readings, (sum, number, _) => (highest, count) = sum > highest ? (sum, number) : (highest, count));
        var peak = TreePeak.None;
        Sweep(capture, readings[..count], (sum, number, last) => peak = number == count ? TreePeak.Of(sum, readings[number - 1].TimeNs, last.Select(part => (part.Key, part.Value))) : peak);
        return peak;
    }

    /// <summary>Goes through the readings in order of time and tells after each the sum, its number from 1, and each process's last reading.</summary>
    private static void Sweep(CaptureData capture, List<ProportionalSample> readings, Action<long, int, Dictionary<int, long>> after)
    {
        var ends = new Queue<ProcessEnd>(capture.ProcessEnds.OrderBy(end => end.EndNs));
        var last = new Dictionary<int, long>();
        long sum = 0;
        for (var number = 1; number <= readings.Count; number++)
        {
            var sample = readings[number - 1];
            for (; ends.TryPeek(out var end) && end.EndNs < sample.TimeNs; ends.Dequeue())
                if (last.Remove(end.Process, out var gone))
                    sum -= gone;
            sum += sample.Bytes - last.GetValueOrDefault(sample.Process);
            last[sample.Process] = sample.Bytes;
            after(sum, number, last);
        }
    }
}
