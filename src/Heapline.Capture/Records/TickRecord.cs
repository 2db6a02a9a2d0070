using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// A tick: its head, then its changes in runs (<see cref="ChangeColumns"/>), then its later frees in runs (<see cref="LaterFreeColumns"/>).
/// A run holds 4,096 entries, the last what is left. A run is whole in one block; head and runs may be in different blocks, one after the other.
/// <code>
/// process (number), number − last tick's − 1 (number; −1 before the first), start − last tick's end in ns (signed), end − start (number),
/// heap − last tick's (signed), highest − heap (signed), arenas − last tick's (signed), changes (number), later frees (number)
///
/// 00 00 00   80 AD E2 04   80 10   00   80 80 20   02 00      process 0, next tick, 10 ms, 1,024 bytes more, high at the end, an arena of 256 KiB more
/// </code>
/// "The last tick" is that of the same process, in whatever block.
/// </summary>
internal sealed class TickRecord : IInRuns<TickRecord, Tick>
{
    private readonly Tick _head;
    private EntryRuns<SiteChange> _changes;
    private EntryRuns<LaterFree> _laterFrees;
    private ChangeColumns _changeColumns = new();
    private LaterFreeColumns _laterFreeColumns;

    private TickRecord(Tick head, int changes, int laterFrees)
    {
        _head = head;
        _changes = new EntryRuns<SiteChange>(changes);
        _laterFrees = new EntryRuns<LaterFree>(laterFrees);
        _laterFreeColumns = new LaterFreeColumns(head.Number);
    }

    public bool IsWhole => _changes.IsWhole && _laterFrees.IsWhole;

    public static void WriteHead(
        RecordBuffer buffer, KnownIds known, int process, int number, long startNs, long endNs, long heapBytes, long heapBytesHigh, long arenaBytes,
        int changes, int laterFrees)
    {
        var state = known.Process(process);
        buffer.Number(process);
        buffer.Number((ulong)(number - state.Tick - 1));
        buffer.Signed(startNs - state.TickEndNs);
        buffer.Number(endNs - startNs);
        buffer.Signed(heapBytes - state.HeapBytes);
        buffer.Signed(heapBytesHigh - heapBytes);
        buffer.Signed(arenaBytes - state.ArenaBytes);
        buffer.Number(changes);
        buffer.Number(laterFrees);
        (state.Tick, state.TickEndNs, state.HeapBytes, state.ArenaBytes) = (number, endNs, heapBytes, arenaBytes);
    }

    /// <summary>Writes the runs that follow the head. <paramref name="betweenRuns"/> may begin another block: not after the last, where the record is whole.</summary>
    public static void WriteRuns(RecordBuffer buffer, int number, ReadOnlySpan<SiteChange> changes, ReadOnlySpan<LaterFree> laterFrees, Action betweenRuns)
    {
        var changeColumns = new ChangeColumns();
        while (!changes.IsEmpty)
        {
            var run = Math.Min(changes.Length, CaptureFormat.RunEntries);
            changeColumns.Write(buffer, changes[..run]);
            changes = changes[run..];
            if (!changes.IsEmpty || !laterFrees.IsEmpty)
                betweenRuns();
        }

        var laterFreeColumns = new LaterFreeColumns(number);
        while (!laterFrees.IsEmpty)
        {
            var run = Math.Min(laterFrees.Length, CaptureFormat.RunEntries);
            laterFreeColumns.Write(buffer, laterFrees[..run]);
            laterFrees = laterFrees[run..];
            if (!laterFrees.IsEmpty)
                betweenRuns();
        }
    }

    public static TickRecord ReadHead(ref RecordReader reader, KnownIds known)
    {
        var process = reader.Index(known.Processes, "processes");
        var state = known.Process(process);
        var number = state.Tick + 1L + reader.SmallNumber();
        if (number > int.MaxValue)
            throw new InvalidBlockException($"expected a tick below 2^31, found {number}");
        var start = state.TickEndNs + reader.Signed();
        var end = start + reader.Number();
        if (end < start)
            throw new InvalidBlockException($"expected a tick that ends after it starts, found {start} to {end} ns");
        var heap = reader.After(state.HeapBytes, "bytes alive");
        var high = reader.After(heap, "bytes alive");
        var arenas = reader.After(state.ArenaBytes, "bytes of arenas");
        (state.Tick, state.TickEndNs, state.HeapBytes, state.ArenaBytes) = ((int)number, end, heap, arenas);
        return new TickRecord(
            new Tick(process, (int)number, start, end, heap, high, arenas, [], []), reader.SmallNumber(), reader.SmallNumber());
    }

    public void ReadRun(ref RecordReader reader, KnownIds known)
    {
        if (!_changes.IsWhole)
            _changeColumns.Read(ref reader, _changes.Next(reader.Remaining), known);
        else
            _laterFreeColumns.Read(ref reader, _laterFrees.Next(reader.Remaining), known);
    }

    public Tick Take() => _head with { Changes = _changes.Take(), LaterFrees = _laterFrees.Take() };
}
