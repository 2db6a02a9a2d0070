namespace Heapline.Capture.Merging;

/// <summary>Several ticks of one process, one after the other, as one. No sum changes; what was freed in the same group is freed within it.</summary>
internal sealed class TickSum(TickGroups groups, Tick first)
{
    private readonly int _group = groups.Of(first.Number);
    private readonly Dictionary<SiteId, SiteChange> _changes = [];
    private readonly Dictionary<(SiteId Site, int Tick), LaterFree> _laterFrees = [];
    private Tick _head = first with { HeapBytesHigh = 0 };

    /// <summary>Whether a tick belongs to the same group.</summary>
    public bool Takes(int number) => groups.Of(number) == _group;

    public void Add(Tick tick)
    {
        _head = tick with { StartNs = _head.StartNs, HeapBytesHigh = Math.Max(_head.HeapBytesHigh, tick.HeapBytesHigh) };
        foreach (var change in tick.Changes)
        {
            var sum = _changes.GetValueOrDefault(change.Site);
            _changes[change.Site] = new SiteChange(
                change.Site, sum.Allocations + change.Allocations, sum.AllocatedBytes + change.AllocatedBytes, sum.FreedWithin + change.FreedWithin,
                sum.FreedWithinBytes + change.FreedWithinBytes, sum.Temporary + change.Temporary);
        }

        foreach (var free in tick.LaterFrees)
            Add(free, groups.Of(free.AllocatedTick));
    }

    public Tick ToTick() => _head with
    {
        Number = _group,
        Changes = [.. _changes.Values.OrderBy(change => change.Site.Value)],
        LaterFrees = [.. _laterFrees.Values.OrderBy(free => free.Site.Value).ThenBy(free => free.AllocatedTick)],
    };

    private void Add(LaterFree free, int allocated)
    {
        if (allocated == _group && _changes.TryGetValue(free.Site, out var change))
        {
            _changes[free.Site] = change with
            {
                FreedWithin = change.FreedWithin + free.Count,
                FreedWithinBytes = change.FreedWithinBytes + free.Bytes,
                Temporary = change.Temporary + free.Temporary,
            };
            return;
        }

        var sum = _laterFrees.GetValueOrDefault((free.Site, allocated));
        _laterFrees[(free.Site, allocated)] =
            new LaterFree(free.Site, allocated, sum.Count + free.Count, sum.Bytes + free.Bytes, sum.Temporary + free.Temporary);
    }
}
