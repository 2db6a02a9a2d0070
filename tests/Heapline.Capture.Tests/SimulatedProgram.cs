namespace Heapline.Capture.Tests;

/// <summary>Programs that make and drop blocks at random, as ticks that agree with each other: whatever is freed was handed out, and the heap is what is alive.</summary>
internal sealed class SimulatedProgram
{
    private readonly Random _chance;
    private readonly int _processes;
    private readonly int _sites;
    private readonly List<(int Site, int Tick, long Bytes)>[] _alive;
    private readonly long[] _heap;
    private readonly long[] _endNs;
    private readonly int[] _number;

    public SimulatedProgram(int seed, int processes, int sites)
    {
        _chance = new Random(seed);
        (_processes, _sites) = (processes, sites);
        _alive = [.. Enumerable.Range(0, processes).Select(_ => new List<(int, int, long)>())];
        (_heap, _endNs, _number) = (new long[processes], new long[processes], new int[processes]);
    }

    /// <summary>Defines everything that ticks need.</summary>
    public void Begin(CaptureWriter writer)
    {
        for (var process = 0; process < _processes; process++)
        {
            writer.Add(new ProcessInfo(process, 100 + process, 1, ["python"], "3.12.1", 0));
            writer.Add(new ThreadInfo(process, process, 100 + process, "main"));
        }
        var function = writer.Add(new Function("a.py", "f", 1));
        for (var site = 0; site < _sites; site++)
            writer.Add(new Site(site % _processes, writer.Add(new StackNode(StackId.None, function, site + 1)), AllocatorKind.Malloc));
    }

    /// <summary>Adds one more tick of one process, now and then a reading, a peak, or a fork that begins with what its parent has.</summary>
    public void Step(CaptureWriter writer, int blocks)
    {
        var process = _chance.Next(_processes);
        var number = _number[process] + _chance.Next(3);
        _number[process] = number + 1;
        var changes = new Dictionary<int, SiteChange>();
        var frees = new Dictionary<(int, int), LaterFree>();
        var high = _heap[process];
        for (var i = 0; i < blocks; i++)
        {
            if (_chance.Next(3) < 2 || _alive[process].Count == 0)
                Make(process, number, changes);
            else
                Drop(process, number, changes, frees);
            high = Math.Max(high, _heap[process]);
        }
        var start = _endNs[process] + _chance.Next(1000);
        _endNs[process] = start + _chance.Next(1000);
        writer.Add(new Tick(
            process, number, start, _endNs[process], _heap[process], high, _chance.Next(5) * 1024,
            [.. changes.Values.OrderBy(change => change.Site.Value)], [.. frees.Values.OrderBy(free => free.Site.Value).ThenBy(free => free.AllocatedTick)]));
        writer.Add(new MemorySample(process, _endNs[process], _heap[process] + _chance.Next(10_000)));
        if (_chance.Next(10) == 0)
            writer.Add(PeakOf(process));
        if (_processes > 1 && _chance.Next(20) == 0)
            writer.Add(new ProcessDetails((process + 1) % _processes, ProcessKind.Fork, process, "Fork", number, _heap[process], _alive[process].Count));
    }

    private Peak PeakOf(int process) => new(process, _endNs[process], _heap[process],
        [.. _alive[process].GroupBy(block => block.Site).Select(group => new LiveBlocks(new SiteId(group.Key), group.Count(), group.Sum(block => block.Bytes)))]);

    private void Make(int process, int tick, Dictionary<int, SiteChange> changes)
    {
        var site = _chance.Next(_sites);
        var bytes = _chance.Next(1, 100_000);
        _alive[process].Add((site, tick, bytes));
        _heap[process] += bytes;
        var change = changes.GetValueOrDefault(site, new SiteChange(new SiteId(site), 0, 0, 0, 0, 0));
        changes[site] = change with { Allocations = change.Allocations + 1, AllocatedBytes = change.AllocatedBytes + bytes };
    }

    private void Drop(int process, int tick, Dictionary<int, SiteChange> changes, Dictionary<(int, int), LaterFree> frees)
    {
        // The youngest most often, as programs do.
        var at = _chance.Next(2) == 0 ? _alive[process].Count - 1 : _chance.Next(_alive[process].Count);
        var (site, allocated, bytes) = _alive[process][at];
        _alive[process].RemoveAt(at);
        _heap[process] -= bytes;
        var temporary = _chance.Next(2);
        if (allocated == tick)
        {
            var change = changes[site];
            changes[site] = change with
            {
                FreedWithin = change.FreedWithin + 1, FreedWithinBytes = change.FreedWithinBytes + bytes, Temporary = change.Temporary + temporary,
            };
            return;
        }
        var free = frees.GetValueOrDefault((site, allocated), new LaterFree(new SiteId(site), allocated, 0, 0, 0));
        frees[(site, allocated)] = free with { Count = free.Count + 1, Bytes = free.Bytes + bytes, Temporary = free.Temporary + temporary };
    }
}
