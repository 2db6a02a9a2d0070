using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private SiteChange[] _changes = [];
    private LaterFree[] _laterFrees = [];

    /// <summary>Adds a tick; see <see cref="AddTick"/>.</summary>
    public void Add(Tick tick)
    {
        ArgumentNullException.ThrowIfNull(tick);
        AddTick(
            tick.Process, tick.Number, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes, [.. tick.Changes], [.. tick.LaterFrees]);
    }

    /// <summary>
    /// Adds a tick without allocating (once its buffers have grown to the largest tick). Parameters as in <see cref="Tick"/>; its number must be above that of the
    /// last tick of its process. Changes are kept by site and later frees by site and tick allocated: in that order they are written as they are, in
    /// another they are copied and sorted first. A site may be in the changes once, a site and tick in the later frees once.
    /// </summary>
    public void AddTick(
        int process, int number, long startNs, long endNs, long heapBytes, long heapBytesHigh, long arenaBytes,
        ReadOnlySpan<SiteChange> changes, ReadOnlySpan<LaterFree> laterFrees)
    {
        Known(process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(number, _known.Process(process).Tick);
        ArgumentOutOfRangeException.ThrowIfLessThan(endNs, startNs);
        ArgumentOutOfRangeException.ThrowIfNegative(heapBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(heapBytesHigh);
        ArgumentOutOfRangeException.ThrowIfNegative(arenaBytes);
        _bounds.Head(process, startNs, endNs, heapBytes, heapBytesHigh, arenaBytes);
        changes = Ordered(changes);
        laterFrees = Ordered(laterFrees);
        Check(changes);
        Check(laterFrees, number);

        var buffer = Adding(BlockKind.Ticks);
        TickRecord.WriteHead(
            buffer, _known, process, number, startNs, endNs, heapBytes, heapBytesHigh, arenaBytes, changes.Length, laterFrees.Length);
        _isWithinRecord = true;
        TickRecord.WriteRuns(buffer, number, changes, laterFrees, _flushWithinRecord);
        _isWithinRecord = false;
        _outline.AddTick(process, number, startNs, endNs, heapBytes, heapBytesHigh);
        FlushIfFull();
    }

    private ReadOnlySpan<SiteChange> Ordered(ReadOnlySpan<SiteChange> changes)
    {
        for (var i = 1; i < changes.Length; i++)
        {
            if (changes[i].Site.Value < changes[i - 1].Site.Value)
            {
                var copy = Copy(changes, ref _changes);
                copy.Sort(static (a, b) => a.Site.Value.CompareTo(b.Site.Value));
                return copy;
            }
        }

        return changes;
    }

    private ReadOnlySpan<LaterFree> Ordered(ReadOnlySpan<LaterFree> laterFrees)
    {
        for (var i = 1; i < laterFrees.Length; i++)
        {
            if (Order(laterFrees[i - 1], laterFrees[i]) > 0)
            {
                var copy = Copy(laterFrees, ref _laterFrees);
                copy.Sort(Order);
                return copy;
            }
        }

        return laterFrees;
    }

    private static int Order(LaterFree a, LaterFree b) =>
        a.Site != b.Site ? a.Site.Value.CompareTo(b.Site.Value) : a.AllocatedTick.CompareTo(b.AllocatedTick);

    private static Span<T> Copy<T>(ReadOnlySpan<T> entries, ref T[] scratch)
    {
        if (scratch.Length < entries.Length)
            scratch = new T[Math.Max(entries.Length, 2 * scratch.Length)];
        entries.CopyTo(scratch);
        return scratch.AsSpan(0, entries.Length);
    }

    private void Check(ReadOnlySpan<SiteChange> changes)
    {
        var before = -1;
        foreach (ref readonly var change in changes)
        {
            Known(change.Site.Value, _known.Sites);
            if (change.Site.Value == before)
                throw new ArgumentException($"Site {before} is in the tick's changes twice.", nameof(changes));
            if ((change.Allocations | change.AllocatedBytes | change.FreedWithin | change.FreedWithinBytes | change.Temporary) < 0)
                throw new ArgumentException($"A number below zero: {change}.", nameof(changes));
            _bounds.Check(change);
            before = change.Site.Value;
        }
    }

    private void Check(ReadOnlySpan<LaterFree> laterFrees, int tick)
    {
        var before = new LaterFree(new SiteId(-1), -1, 0, 0, 0);
        foreach (ref readonly var free in laterFrees)
        {
            Known(free.Site.Value, _known.Sites);
            if (Order(before, free) == 0)
                throw new ArgumentException($"Site {free.Site.Value} and tick {free.AllocatedTick} are in the tick's later frees twice.", nameof(laterFrees));
            if ((uint)free.AllocatedTick >= (uint)tick || (free.Count | free.Bytes | free.Temporary) < 0)
                throw new ArgumentException($"A number below zero, or a block of tick {tick} or later: {free}.", nameof(laterFrees));
            _bounds.Check(free);
            before = free;
        }
    }
}
