namespace Heapline.Collector.Tests;

/// <summary>
/// The truth, computed the slow way: every block is an object that is kept for ever, the peak is a copy of everything alive at each new maximum, and a mapping
/// is a set of pages. Only at the end are ticks made of it.
/// </summary>
internal sealed class NaiveHeap
{
    public const ulong PageBytes = 4096;

    private readonly List<Block> _blocks = [];
    private readonly Dictionary<ulong, Block> _byAddress = [];
    private readonly Dictionary<ulong, Block> _byPage = [];
    private readonly Dictionary<ulong, long> _arenas = [];
    private readonly List<(ulong Address, Block Block)> _inReallocate = [];
    private readonly Dictionary<int, Block> _lastOfThread = [];
    private readonly SortedDictionary<int, (long Heap, long High, long Arenas)> _levels = [];
    private readonly SortedSet<int> _touched = [];
    private long _peak;
    private List<string> _atPeak = [];
    private int _tick;
    private long _high;

    private sealed class Block(string site, int thread, long bytes, int tick)
    {
        public string Site => site;
        public int Thread => thread;
        public long Size { get; } = bytes;
        public int Tick => tick;
        public long Bytes { get; set; } = bytes;
        public bool IsAlive { get; set; } = true;
        public bool IsTemporary { get; set; }
        public List<(int Tick, long Count, long Bytes)> Leaves { get; } = [];
    }

    public void NextTick()
    {
        Close();
        _tick++;
        _high = Heap;
    }

    public void Allocate(ulong address, string site, int thread, long bytes)
    {
        if (_byAddress.Remove(address, out var unseen))
            Leave(unseen, _lastOfThread.GetValueOrDefault(unseen.Thread) == unseen);
        _byAddress[address] = New(site, thread, bytes);
        Changed();
    }

    public void Free(ulong address)
    {
        if (_byAddress.Remove(address, out var block))
            Leave(block, _lastOfThread.GetValueOrDefault(block.Thread) == block);
        else if (TakeHeld(address) is { } held)
            Leave(held, temporary: false);
        Changed();
    }

    public void BeginReallocate(ulong address)
    {
        if (_byAddress.Remove(address, out var block))
            _inReallocate.Add((address, block));
    }

    public void EndReallocate(ulong old, ulong address, string site, int thread, long bytes)
    {
        if (TakeHeld(old) is { } held)
            Leave(held, temporary: false);
        Allocate(address, site, thread, bytes);
    }

    public void FailReallocate(ulong address)
    {
        if (TakeHeld(address) is not { } held)
            return;
        if (_byAddress.Remove(address, out var unseen))
            Leave(unseen, _lastOfThread.GetValueOrDefault(unseen.Thread) == unseen);
        _byAddress[address] = held;
        Changed();
    }

    public void Map(ulong page, ulong pages, string site, int thread)
    {
        Unmap(page, pages);
        var block = New(site, thread, (long)(pages * PageBytes));
        for (ulong i = 0; i < pages; i++)
            _byPage[page + i] = block;
        Changed();
    }

    public void Unmap(ulong page, ulong pages)
    {
        for (ulong i = 0; i < pages; i++)
        {
            if (!_byPage.Remove(page + i, out var block))
                continue;
            block.Bytes -= (long)PageBytes;
            var last = !_byPage.ContainsValue(block);
            block.Leaves.Add((_tick, last ? 1 : 0, (long)PageBytes));
            block.IsAlive = !last;
            block.IsTemporary |= last && _lastOfThread.GetValueOrDefault(block.Thread) == block;
            _touched.Add(_tick);
        }
        Changed();
    }

    public void AllocateArena(ulong address, long bytes) => _arenas[address] = bytes;

    public void FreeArena(ulong address) => _arenas.Remove(address);

    /// <summary>The same text as <see cref="Named.Everything"/> makes of the capture.</summary>
    public string Everything()
    {
        Close();
        List<string> lines = [];
        var arenasBefore = 0L;
        foreach (var (tick, level) in _levels)
        {
            if (!_touched.Contains(tick) && level.Arenas == arenasBefore)
                continue;
            arenasBefore = level.Arenas;
            lines.Add($"tick {tick}: {level.Heap} bytes, high {level.High}, arenas {level.Arenas}");
            lines.AddRange(_blocks.Where(block => block.Tick == tick).GroupBy(block => block.Site).Select(group =>
            {
                var within = group.SelectMany(block => block.Leaves.Where(leave => leave.Tick == tick)).ToList();
                var temporary = group.Count(block => block.IsTemporary && block.Leaves[^1].Tick == tick);
                return $"  {group.Key}: {group.Count()}/{group.Sum(block => block.Size)}, " +
                    $"within {within.Sum(leave => leave.Count)}/{within.Sum(leave => leave.Bytes)}, temporary {temporary}";
            }).Order(StringComparer.Ordinal));
            lines.AddRange(_blocks.Where(block => block.Tick < tick && block.Leaves.Any(leave => leave.Tick == tick))
                .GroupBy(block => (block.Site, block.Tick)).Select(group =>
                {
                    var leaves = group.SelectMany(block => block.Leaves.Where(leave => leave.Tick == tick)).ToList();
                    var temporary = group.Count(block => block.IsTemporary && block.Leaves[^1].Tick == tick);
                    return $"  {group.Key.Site} of {group.Key.Tick}: freed {leaves.Sum(leave => leave.Count)}/{leaves.Sum(leave => leave.Bytes)}, temporary {temporary}";
                }).Order(StringComparer.Ordinal));
        }
        if (_peak > 0)
            lines.AddRange([$"peak {_peak}", .. _atPeak]);
        return string.Join('\n', lines);
    }

    private long Heap => _blocks.Where(block => block.IsAlive).Sum(block => block.Bytes);

    private Block New(string site, int thread, long bytes)
    {
        var block = new Block(site, thread, bytes, _tick);
        _blocks.Add(block);
        _lastOfThread[thread] = block;
        _touched.Add(_tick);
        return block;
    }

    private void Leave(Block block, bool temporary)
    {
        block.IsAlive = false;
        block.IsTemporary = temporary;
        block.Leaves.Add((_tick, 1, block.Bytes));
        _touched.Add(_tick);
    }

    private Block? TakeHeld(ulong address)
    {
        var at = _inReallocate.FindIndex(held => held.Address == address);
        if (at < 0)
            return null;
        var block = _inReallocate[at].Block;
        _inReallocate.RemoveAt(at);
        return block;
    }

    private void Changed()
    {
        var heap = Heap;
        _high = Math.Max(_high, heap);
        if (heap <= _peak)
            return;
        _peak = heap;
        _atPeak = [.. _blocks.Where(block => block.IsAlive).GroupBy(block => block.Site)
            .Select(group => $"  {group.Key}: {group.Count()}/{group.Sum(block => block.Bytes)}").Order(StringComparer.Ordinal)];
    }

    private void Close() => _levels[_tick] = (Heap, _high, _arenas.Values.Sum());
}
