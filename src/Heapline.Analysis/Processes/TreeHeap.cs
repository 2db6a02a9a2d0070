using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The live heap of all processes together.</summary>
public static class TreeHeap
{
    /// <summary>
    /// The highest sum. Events of different processes have no order among themselves, so within one tick (10 ms at first) the most that each had counts as simultaneous:
    /// the sum may lie above the true one by what they did within that tick, never below. A block that forks share counts once, with the process that asked for
    /// it; when that has ended, with the fork that holds most of what it left.
    /// </summary>
    public static TreePeak PeakOf(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        if (capture.Ticks.Count == 0)
            return TreePeak.None;
        // First how high and when, then who had what there: to note that at every new height would take processes times ticks.
        var groups = GroupsOf(capture);
        var (_, count) = Highest(capture, groups);
        var peak = TreePeak.None;
        Sweep(capture, groups[..count], (sum, number, sweep, inTick) =>
        {
            if (number != count)
                return;
            var group = groups[number - 1];
            peak = TreePeak.Of(sum, PeakTime(capture, group.Key, group.Min(tick => tick.StartNs)), sweep.Parts(inTick));
            if (capture.Sampling.IsEstimated)
                peak = new TreeHeapErrors(capture).Of(peak, group.Key, sweep.OrphanedBlocks());
        });
        return peak;
    }

    /// <summary>The bytes of <see cref="PeakOf"/> alone.</summary>
    internal static long PeakBytesOf(CaptureData capture) => Highest(capture, GroupsOf(capture)).Bytes;

    private static List<IGrouping<int, Tick>> GroupsOf(CaptureData capture) => [.. capture.Ticks.GroupBy(tick => tick.Number).OrderBy(group => group.Key)];

    private static (long Bytes, int Count) Highest(CaptureData capture, List<IGrouping<int, Tick>> groups)
    {
        var (highest, count) = (0L, 0);
        Sweep(capture, groups, (sum, number, _, _) => (highest, count) = sum > highest ? (sum, number) : (highest, count));
        return (highest, count);
    }

    /// <summary>Goes through the ticks and tells at each the sum, its place from 1, and what is known there.</summary>
    private static void Sweep(CaptureData capture, List<IGrouping<int, Tick>> groups, Action<long, int, TreeHeapSweep, Dictionary<int, long>> at)
    {
        var sweep = new TreeHeapSweep(capture);
        for (var number = 1; number <= groups.Count; number++)
        {
            var group = groups[number - 1];
            sweep.EndBefore(group.Min(tick => tick.StartNs));
            var inTick = group.GroupBy(tick => tick.Process).ToDictionary(same => same.Key, same => same.Max(tick => tick.HeapBytesHigh));
            at(sweep.Sum(inTick), number, sweep, inTick);
            foreach (var tick in group)
                sweep.Hold(tick.Process, tick.HeapBytes);
            sweep.GiveBack(group.Key);
        }
    }

    // A single process's peak says when within the tick.
    private static long PeakTime(CaptureData capture, int tick, long startNs) =>
        capture.Processes.Count == 1 && capture.Peaks is [{ } peak] && capture.Ticks.Any(other => other.Number == tick && peak.TimeNs >= other.StartNs && peak.TimeNs <= other.EndNs)
            ? peak.TimeNs
            : startNs;
}
