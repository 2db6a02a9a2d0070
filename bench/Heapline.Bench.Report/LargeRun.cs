using Heapline.Capture;

namespace Heapline.Bench.Report;

/// <summary>
/// Writes the capture of a run as large as a page is to bear: ten minutes, 10,000 ticks, 100,000 call stacks. The same one every time.
/// As in programs, few places ask often and most seldom (a site's chance falls with its number), most ask for one size, most blocks are short-lived.
/// </summary>
internal sealed class LargeRun(string path)
{
    public const int Ticks = 10_000, Stacks = 100_000, Functions = 4_000, Files = 300, Threads = 4;
    private const int BusySites = 80;
    private const long TickNs = 60_000_000;

    private readonly Random _random = new(20_26);
    private readonly long[] _sizeOf = new long[Stacks];
    // What is alive, by site and tick allocated, to be freed in a later tick.
    private readonly List<LaterFree>[] _toFree = new List<LaterFree>[Ticks];
    private readonly long[] _liveBlocks = new long[Stacks], _liveBytes = new long[Stacks];
    private long _heap, _highest;
    private Peak? _peak;

    /// <summary>How many entries of either kind the ticks have.</summary>
    public (long Changes, long Frees) Entries { get; private set; }

    public void Write()
    {
        using var writer = CaptureWriter.Create(path, new RunInfo(
            "0.1.0", ["/usr/bin/python3", "large.py"], "/home/ada/large", "exact", new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), 10_000_000));
        writer.Add(new ProcessInfo(0, 100, 1, ["python3", "large.py"], "3.12.1", 0));
        for (int thread = 0; thread < Threads; thread++)
            writer.Add(new ThreadInfo(thread, 0, 100 + thread, $"worker-{thread}"));
        Define(writer);
        for (int tick = 0; tick < Ticks; tick++)
            writer.Add(Next(tick));
        for (int sample = 0; sample < Ticks * 6; sample++)
            writer.Add(new MemorySample(0, sample * TickNs / 6, 200_000_000 + (long)(sample * 3_000.0) + _random.Next(64) * 4096));
        if (_peak is not null)
            writer.Add(_peak);
        writer.Add(new ProcessEnd(0, Ticks * TickNs, 0, 0, 0));
        writer.Finish(new RunEnd(Ticks * TickNs, 0, 0, ""));
    }

    private void Define(CaptureWriter writer)
    {
        for (int function = 0; function < Functions; function++)
        {
            int file = function % Files;
            writer.Add(new Function($"Class{function % 97}.method_{function}", file < 40 ? $"/home/ada/large/module_{file}.py" : $"/usr/lib/python3.12/package_{file / 10}/module_{file}.py", 10 + function / Files * 20));
        }
        for (int stack = 0; stack < Stacks; stack++)
        {
            // Deep rather than broad: a stack mostly goes on from one made not long before.
            int parent = stack == 0 ? -1 : Math.Max(0, stack - 1 - _random.Next(_random.Next(10) == 0 ? stack : Math.Min(stack, 40)));
            int function = _random.Next(Functions);
            writer.Add(new StackNode(new StackId(parent), new FunctionId(function), 11 + function / Files * 20 + _random.Next(18)));
        }
        long[] sizes = [56, 64, 72, 120, 184, 232, 512, 1_024, 4_096, 65_536];
        for (int site = 0; site < Stacks; site++)
        {
            writer.Add(new Site(_random.Next(Threads), new StackId(site), (AllocatorKind)(12 + _random.Next(6))));
            _sizeOf[site] = _random.Next(5) == 0 ? 0 : sizes[(int)(sizes.Length * Math.Pow(_random.NextDouble(), 2))];
        }
        for (int file = 0; file < 40; file++)
            writer.AddSource($"/home/ada/large/module_{file}.py", string.Join('\n', Enumerable.Range(1, 320).Select(line => $"    value_{line} = compute({line}, previous=value_{line - 1})")));
    }

    private Tick Next(int tick)
    {
        var sites = new SortedSet<int>();
        // Every call stack is met once, and the busy ones again and again.
        for (int i = 0; i < Stacks / Ticks; i++)
            sites.Add(tick * (Stacks / Ticks) + i);
        while (sites.Count < BusySites + Stacks / Ticks)
            sites.Add((int)(Stacks * Math.Pow(_random.NextDouble(), 5)));
        var changes = sites.Select(site => Change(site, tick)).ToList();
        var frees = (_toFree[tick] ?? []).OrderBy(free => free.Site.Value).ThenBy(free => free.AllocatedTick).ToList();
        foreach (var change in changes)
            Alive(change.Site.Value, change.Allocations - change.FreedWithin, change.AllocatedBytes - change.FreedWithinBytes);
        foreach (var free in frees)
            Alive(free.Site.Value, -free.Count, -free.Bytes);
        Entries = (Entries.Changes + changes.Count, Entries.Frees + frees.Count);
        if (_heap > _highest + (1 << 20))
        {
            _highest = _heap;
            _peak = new Peak(0, (tick + 1) * TickNs, _heap, [.. Enumerable.Range(0, Stacks).Where(site => _liveBlocks[site] > 0).Select(site => new LiveBlocks(new SiteId(site), _liveBlocks[site], _liveBytes[site]))]);
        }
        return new Tick(0, tick, tick * TickNs, (tick + 1) * TickNs, _heap, _heap + _random.Next(1 << 16), _heap + (1 << 22), changes, frees);
    }

    private SiteChange Change(int site, int tick)
    {
        long blocks = 1 + (long)(Math.Pow(_random.NextDouble(), 4) * 200);
        long bytes = _sizeOf[site] > 0 ? blocks * _sizeOf[site] : blocks * 100 + _random.Next(100_000);
        long within = _random.Next(3) == 0 ? _random.NextInt64(blocks + 1) : blocks;
        long withinBytes = _sizeOf[site] > 0 ? within * _sizeOf[site] : within == blocks ? bytes : bytes * within / blocks;
        long left = blocks - within, leftBytes = bytes - withinBytes;
        if (left > 0 && _random.Next(12) > 0)
        {
            int later = tick + 1 + (int)(-Math.Log(1 - _random.NextDouble()) * 60);
            if (later < Ticks)
                (_toFree[later] ??= []).Add(new LaterFree(new SiteId(site), tick, left, leftBytes, 0));
        }
        return new SiteChange(new SiteId(site), blocks, bytes, within, withinBytes, _random.Next(2) == 0 ? within : 0);
    }

    private void Alive(int site, long blocks, long bytes)
    {
        _liveBlocks[site] += blocks;
        _liveBytes[site] += bytes;
        _heap += bytes;
    }
}
