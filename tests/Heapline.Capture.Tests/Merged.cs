namespace Heapline.Capture.Tests;

/// <summary>Compares a capture with the same one, its ticks merged: all that may differ is which boundaries there are.</summary>
internal static class Merged
{
    public static void AssertSame(CaptureData before, CaptureData after)
    {
        Assert.Null(after.Damage);
        Assert.Equal(before.Functions, after.Functions);
        Assert.Equal(before.Stacks, after.Stacks);
        Assert.Equal(before.Sites, after.Sites);
        Assert.Equal(before.End, after.End);
        Assert.Equal(before.ProcessDetails, after.ProcessDetails);
        Assert.Equal(before.Peaks.Select(peak => peak with { Blocks = [] }), after.Peaks.Select(peak => peak with { Blocks = [] }));
        Assert.Equal(before.Peaks.SelectMany(peak => peak.Blocks), after.Peaks.SelectMany(peak => peak.Blocks));
        for (var process = 0; process < before.Processes.Count; process++)
            AssertSame(before, after, process);
    }

    private static void AssertSame(CaptureData before, CaptureData after, int process)
    {
        var (old, left) = (Ticks(before, process), Ticks(after, process));
        Assert.Equal(Highest(before, process), Highest(after, process));
        Assert.Equal(old.Max(tick => tick.HeapBytesHigh), left.Max(tick => tick.HeapBytesHigh));
        Assert.Equal(Totals(old), Totals(left));
        // A merged tick goes from the first to the last of those that it stands for: these are the boundaries that are left.
        foreach (var (index, tick) in left.Index())
        {
            var next = index + 1 < left.Count ? left[index + 1].Number : int.MaxValue;
            var own = old.Where(one => one.Number >= tick.Number && one.Number < next).ToList();
            Assert.Equal(
                (own[0].StartNs, own[^1].EndNs, own[^1].HeapBytes, own.Max(one => one.HeapBytesHigh), own[^1].ArenaBytes),
                (tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes));
            Assert.Equal(Alive(old, int.MinValue, own[^1].Number), Alive(left, int.MinValue, tick.Number));
            // Allocated from some boundary on and still alive here.
            var from = left[index / 2].Number;
            Assert.Equal(Alive(old, from, own[^1].Number), Alive(left, from, tick.Number));
        }
        // What was alive at the end of a tick at which a child was forked is what that began with.
        foreach (var details in before.ProcessDetails.Where(details => details.Parent == process))
            Assert.Equal(Alive(old, int.MinValue, details.ForkTick), Alive(left, int.MinValue, details.ForkTick));
    }

    private static List<Tick> Ticks(CaptureData data, int process) => [.. data.Ticks.Where(tick => tick.Process == process)];

    private static long Highest(CaptureData data, int process) => data.Samples.Where(sample => sample.Process == process).Max(sample => sample.ResidentBytes);

    private static SortedDictionary<int, (long, long, long)> Totals(List<Tick> ticks)
    {
        var totals = new SortedDictionary<int, (long Blocks, long Bytes, long Temporary)>();
        void Add(SiteId site, long blocks, long bytes, long temporary)
        {
            var sum = totals.GetValueOrDefault(site.Value);
            totals[site.Value] = (sum.Blocks + blocks, sum.Bytes + bytes, sum.Temporary + temporary);
        }
        foreach (var tick in ticks)
        {
            foreach (var change in tick.Changes)
                Add(change.Site, change.Allocations, change.AllocatedBytes, change.Temporary);
            foreach (var free in tick.LaterFrees)
                Add(free.Site, 0, 0, free.Temporary);
        }
        return totals;
    }

    private static SortedDictionary<int, (long, long)> Alive(List<Tick> ticks, int first, int last)
    {
        var alive = new SortedDictionary<int, (long Blocks, long Bytes)>();
        void Add(SiteId site, long blocks, long bytes)
        {
            var sum = alive.GetValueOrDefault(site.Value);
            alive[site.Value] = (sum.Blocks + blocks, sum.Bytes + bytes);
            if (alive[site.Value] == (0, 0))
                alive.Remove(site.Value);
        }
        foreach (var tick in ticks.Where(tick => tick.Number >= first && tick.Number <= last))
        {
            foreach (var change in tick.Changes)
                Add(change.Site, change.Allocations - change.FreedWithin, change.AllocatedBytes - change.FreedWithinBytes);
            foreach (var free in tick.LaterFrees.Where(free => free.AllocatedTick >= first))
                Add(free.Site, -free.Count, -free.Bytes);
        }
        return alive;
    }
}
