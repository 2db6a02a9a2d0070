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
        var ends = capture.ProcessEnds.GroupBy(end => end.Process).ToDictionary(group => group.Key, group => group.Last().EndNs);
        var sweep = new Sweep(capture, ends);
        TreePeak highest = TreePeak.None;
        foreach (var group in capture.Ticks.GroupBy(tick => tick.Number).OrderBy(group => group.Key))
        {
            var startNs = group.Min(tick => tick.StartNs);
            sweep.EndBefore(startNs);
            var inTick = group.GroupBy(tick => tick.Process).ToDictionary(same => same.Key, same => same.Max(tick => tick.HeapBytesHigh));
            var sum = sweep.Sum(inTick);
            if (sum > highest.Bytes)
                highest = TreePeak.Of(sum, PeakTime(capture, group.Key, startNs), sweep.Parts(inTick));
            foreach (var tick in group)
                sweep.Held[tick.Process] = tick.HeapBytes;
            sweep.GiveBack(group.Key);
        }
        return highest;
    }

    // A single process's peak says when within the tick.
    private static long PeakTime(CaptureData capture, int tick, long startNs) =>
        capture.Processes.Count == 1 && capture.Peaks is [{ } peak] && capture.Ticks.Any(other => other.Number == tick && peak.TimeNs >= other.StartNs && peak.TimeNs <= other.EndNs)
            ? peak.TimeNs
            : startNs;

    private sealed class Sweep(CaptureData capture, Dictionary<int, long> ends)
    {
        private readonly InheritedHeap _inherited = new(capture);
        // By fork and the process that asked for the blocks.
        private readonly Dictionary<(int Process, int Owner), long> _left = [];
        private readonly HashSet<int> _ended = [];
        private readonly HashSet<int> _forksSeen = [];

        /// <summary>Bytes of each living process's own.</summary>
        public SortedDictionary<int, long> Held { get; } = [];

        public void EndBefore(long timeNs)
        {
            foreach (var (process, endNs) in ends)
                if (endNs < timeNs && _ended.Add(process))
                {
                    // What the forks have from it is asked for only now: few processes outlive those that they had their memory from.
                    foreach (var fork in capture.ProcessDetails.Select(details => details.Process).Where(_inherited.IsFork))
                        Know(fork);
                    Held.Remove(process);
                }
        }

        /// <summary>Takes off what forks gave back in a tick.</summary>
        public void GiveBack(int tick)
        {
            foreach (var process in _forksSeen)
                foreach (var frees in _inherited.FreesOf(process).Where(frees => frees.Tick == tick))
                    foreach (var blocks in frees.Blocks)
                        if (_left.TryGetValue((process, OwnerOf(blocks.Site.Value)), out var left))
                            _left[(process, OwnerOf(blocks.Site.Value))] = left - blocks.Bytes;
            _tick = tick;
        }

        private int _tick = -1;

        public long Sum(Dictionary<int, long> inTick) => Parts(inTick).Sum(part => part.Bytes);

        public IEnumerable<(int Process, long Bytes)> Parts(Dictionary<int, long> inTick)
        {
            var parts = new SortedDictionary<int, long>(Held);
            foreach (var (process, bytes) in inTick)
                if (!_ended.Contains(process))
                    parts[process] = Math.Max(bytes, parts.GetValueOrDefault(process));
            foreach (var orphaned in _left.Where(left => _ended.Contains(left.Key.Owner) && !_ended.Contains(left.Key.Process)).GroupBy(left => left.Key.Owner))
            {
                var most = orphaned.MaxBy(left => left.Value);
                parts[most.Key.Process] = parts.GetValueOrDefault(most.Key.Process) + most.Value;
            }
            return parts.Select(part => (part.Key, part.Value));
        }

        private void Know(int fork)
        {
            if (!_forksSeen.Add(fork))
                return;
            foreach (var (site, (_, bytes)) in _inherited.HeldAt(fork, _tick))
                _left[(fork, OwnerOf(site))] = _left.GetValueOrDefault((fork, OwnerOf(site))) + bytes;
        }

        private int OwnerOf(int site) => capture.Threads[capture.Sites[site].Thread].Process;
    }
}
