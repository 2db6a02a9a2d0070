using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What each process holds while the ticks of a capture go by; see <see cref="TreeHeap"/>.</summary>
internal sealed class TreeHeapSweep(CaptureData capture)
{
    private readonly InheritedHeap _inherited = new(capture);
    private readonly Queue<ProcessEnd> _ends = new(capture.ProcessEnds.OrderBy(end => end.EndNs));
    private readonly ILookup<int, InheritedFrees> _frees = capture.InheritedFrees.ToLookup(frees => frees.Tick);
    // By fork and the process that asked for the blocks.
    private readonly Dictionary<(int Process, int Owner), long> _left = [];
    private readonly Dictionary<int, long> _held = [];
    private readonly HashSet<int> _ended = [];
    private long _sum;
    private int _tick = -1;
    private bool _forksAreKnown;

    /// <summary>Takes note of the processes that ended before an instant.</summary>
    public void EndBefore(long timeNs)
    {
        for (; _ends.TryPeek(out var end) && end.EndNs < timeNs; _ends.Dequeue())
        {
            _ended.Add(end.Process);
            // What the forks have from their parents is asked for only now: few processes outlive those that they had their memory from.
            KnowForks();
            if (_held.Remove(end.Process, out var bytes))
                _sum -= bytes;
        }
    }

    /// <summary>A process holds so many bytes of its own at the end of the tick.</summary>
    public void Hold(int process, long bytes)
    {
        _sum += bytes - _held.GetValueOrDefault(process);
        _held[process] = bytes;
    }

    /// <summary>Takes off what forks gave back in a tick.</summary>
    public void GiveBack(int tick)
    {
        _tick = tick;
        if (!_forksAreKnown)
            return;
        foreach (var frees in _frees[tick])
            foreach (var blocks in frees.Blocks)
                if (_left.TryGetValue((frees.Process, OwnerOf(blocks.Site.Value)), out var left))
                    _left[(frees.Process, OwnerOf(blocks.Site.Value))] = left - blocks.Bytes;
    }

    /// <summary>What all hold together in a tick.</summary>
    /// <param name="inTick">The most that each process had in it.</param>
    public long Sum(Dictionary<int, long> inTick)
    {
        var sum = _sum;
        foreach (var (process, bytes) in inTick)
            if (!_ended.Contains(process))
                sum += Math.Max(bytes - _held.GetValueOrDefault(process), 0);
        return _left.Count == 0 ? sum : sum + Orphaned().Sum(part => part.Bytes);
    }

    /// <summary>The same, process by process.</summary>
    public IEnumerable<(int Process, long Bytes)> Parts(Dictionary<int, long> inTick)
    {
        var parts = new Dictionary<int, long>(_held);
        foreach (var (process, bytes) in inTick)
            if (!_ended.Contains(process))
                parts[process] = Math.Max(bytes, parts.GetValueOrDefault(process));
        foreach (var (process, bytes) in Orphaned())
            parts[process] = parts.GetValueOrDefault(process) + bytes;
        return parts.Select(part => (part.Key, part.Value));
    }

    /// <summary>What forks hold of processes that have ended, as <see cref="Parts"/> counts it: by the site that asked for it.</summary>
    public IEnumerable<(int Process, int Site, long Count, long Bytes)> OrphanedBlocks() =>
        from orphan in Orphans()
        from blocks in _inherited.HeldAt(orphan.Key.Process, _tick)
        where OwnerOf(blocks.Key) == orphan.Key.Owner
        select (orphan.Key.Process, blocks.Key, blocks.Value.Count, blocks.Value.Bytes);

    // Blocks whose process has ended count once, with the fork that holds most of them.
    private IEnumerable<(int Process, long Bytes)> Orphaned() => Orphans().Select(most => (most.Key.Process, most.Value));

    private IEnumerable<KeyValuePair<(int Process, int Owner), long>> Orphans() =>
        _left.Where(left => _ended.Contains(left.Key.Owner) && !_ended.Contains(left.Key.Process)).GroupBy(left => left.Key.Owner)
            .Select(orphaned => orphaned.MaxBy(left => left.Value));

    private void KnowForks()
    {
        if (_forksAreKnown)
            return;
        _forksAreKnown = true;
        foreach (var fork in capture.ProcessDetails.Select(details => details.Process).Where(_inherited.IsFork))
            foreach (var (site, (_, bytes)) in _inherited.HeldAt(fork, _tick))
                _left[(fork, OwnerOf(site))] = _left.GetValueOrDefault((fork, OwnerOf(site))) + bytes;
    }

    private int OwnerOf(int site) => capture.Threads[capture.Sites[site].Thread].Process;
}
