using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>
/// What forks hold of the memory that they began with. A capture says it once: at a fork the child has what its parent had alive, and only what the child gives
/// back of that is written for it. Results are kept, so that asking again costs nothing.
/// </summary>
public sealed class InheritedHeap
{
    private readonly CaptureData _capture;
    private readonly Dictionary<int, ProcessDetails> _details;
    private readonly ILookup<int, InheritedFrees> _frees;
    private readonly Dictionary<int, IReadOnlyDictionary<int, (long Count, long Bytes)>> _atStart = [];

    /// <param name="capture">The capture.</param>
    public InheritedHeap(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        _capture = capture;
        _details = capture.ProcessDetails.ToDictionary(details => details.Process);
        _frees = capture.InheritedFrees.ToLookup(frees => frees.Process);
    }

    /// <summary>Whether a process is a fork whose beginning is known.</summary>
    public bool IsFork(int process) => _details.TryGetValue(process, out var details) && details is { ForkTick: >= 0, Parent: >= 0 } && details.Parent != process;

    /// <summary>Index of the parent of a fork.</summary>
    public int ParentOf(int process) => _details[process].Parent;

    /// <summary>The tick of the parent that ended with the fork.</summary>
    public int ForkTickOf(int process) => _details[process].ForkTick;

    /// <summary>What a process held of its inheritance at the end of a tick, by the site that asked for it: one of a parent's. Empty when it is no fork.</summary>
    public IReadOnlyDictionary<int, (long Count, long Bytes)> HeldAt(int process, int tick)
    {
        var held = new Dictionary<int, (long Count, long Bytes)>(AtStart(process));
        foreach (var frees in _frees[process].Where(frees => frees.Tick <= tick))
            Take(held, frees);
        return held;
    }

    /// <summary>What it gave back of it, in the order of ticks.</summary>
    public IEnumerable<InheritedFrees> FreesOf(int process) => _frees[process];

    /// <summary>What a process had from its parent when it began, by site.</summary>
    public IReadOnlyDictionary<int, (long Count, long Bytes)> AtStart(int process)
    {
        // Forks of forks, the youngest first: a loop, as a capture from a stranger may have any number of them, and may name a fork its own parent's parent.
        var unknown = new Stack<int>();
        for (var at = process; !_atStart.ContainsKey(at); at = ParentOf(at))
        {
            _atStart[at] = new Dictionary<int, (long, long)>();
            if (!IsFork(at))
                break;
            unknown.Push(at);
        }
        foreach (var fork in unknown)
            _atStart[fork] = FromParent(_details[fork]);
        return _atStart[process];
    }

    private Dictionary<int, (long Count, long Bytes)> FromParent(ProcessDetails details)
    {
        var held = new Dictionary<int, (long Count, long Bytes)>(HeldAt(details.Parent, details.ForkTick));
        foreach (var blocks in AliveBlocks.At(_capture, details.Parent, details.ForkTick))
            held[blocks.Site.Value] = (blocks.Count, blocks.Bytes);
        return held;
    }

    private static void Take(Dictionary<int, (long Count, long Bytes)> held, InheritedFrees frees)
    {
        foreach (var blocks in frees.Blocks)
        {
            var (count, bytes) = held.GetValueOrDefault(blocks.Site.Value);
            if (count == blocks.Count && bytes == blocks.Bytes)
                held.Remove(blocks.Site.Value);
            else
                held[blocks.Site.Value] = (count - blocks.Count, bytes - blocks.Bytes);
        }
    }
}
