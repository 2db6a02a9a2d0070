using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The most resident memory that the processes of a run had together.</summary>
public static class ResidentPeak
{
    /// <summary>
    /// Bytes and instant (nanoseconds since the start of the run) of the highest sum of the processes' last readings; a process counts
    /// from its first reading until it ended. (0, 0) without readings. Pages that processes share count once for each, as in <c>ps</c>.
    /// </summary>
    public static (long Bytes, long TimeNs) Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var samples = capture.Samples.ToArray();
        var ends = capture.ProcessEnds.OrderBy(end => end.EndNs).ToArray();
        Array.Sort(samples, (left, right) => left.TimeNs.CompareTo(right.TimeNs));

        var last = new Dictionary<int, long>();
        long sum = 0, highest = 0, at = 0;
        int ended = 0;
        foreach (var sample in samples)
        {
            for (; ended < ends.Length && ends[ended].EndNs < sample.TimeNs; ended++)
                if (last.Remove(ends[ended].Process, out long gone))
                    sum -= gone;
            sum += sample.ResidentBytes - last.GetValueOrDefault(sample.Process);
            last[sample.Process] = sample.ResidentBytes;
            if (sum > highest)
                (highest, at) = (sum, sample.TimeNs);
        }
        return (highest, at);
    }
}
