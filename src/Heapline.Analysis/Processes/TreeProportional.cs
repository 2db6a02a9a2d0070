using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Proportional memory (PSS) of all processes together: pages that they share count once.</summary>
public static class TreeProportional
{
    /// <summary>The highest sum of the processes' last readings; a process counts from its first reading until it ended.</summary>
    public static TreePeak PeakOf(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var ends = new Queue<ProcessEnd>(capture.ProcessEnds.OrderBy(end => end.EndNs));
        var last = new SortedDictionary<int, long>();
        var highest = TreePeak.None;
        long sum = 0;
        foreach (var sample in capture.ProportionalSamples.OrderBy(sample => sample.TimeNs))
        {
            for (; ends.TryPeek(out var end) && end.EndNs < sample.TimeNs; ends.Dequeue())
                if (last.Remove(end.Process, out var gone))
                    sum -= gone;
            sum += sample.Bytes - last.GetValueOrDefault(sample.Process);
            last[sample.Process] = sample.Bytes;
            if (sum > highest.Bytes)
                highest = TreePeak.Of(sum, sample.TimeNs, last.Select(part => (part.Key, part.Value)));
        }
        return highest;
    }
}
