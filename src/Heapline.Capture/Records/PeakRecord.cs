using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// The peak of a process: its head, then what was alive in runs (<see cref="LiveColumns"/>), as in <see cref="TickRecord"/>.
/// A whole record takes the place of the earlier one of its process.
/// <code>
/// process (number), time in ns (signed), bytes alive (number), sites (number)
/// 00   A0 DD 8C 03   80 08   01                                        process 0, at 3.25 ms: 1,024 bytes of one site
/// </code>
/// </summary>
internal sealed class PeakRecord : IInRuns<PeakRecord, Peak>
{
    private readonly Peak _head;
    private EntryRuns<LiveBlocks> _blocks;
    private LiveColumns _columns = new();

    private PeakRecord(Peak head, int blocks)
    {
        _head = head;
        _blocks = new EntryRuns<LiveBlocks>(blocks);
    }

    public bool IsWhole => _blocks.IsWhole;

    /// <summary>Writes a peak whose blocks are an array, ordered by site. <paramref name="betweenRuns"/> may begin another block.</summary>
    public static void Write(RecordBuffer buffer, Peak peak, Action betweenRuns)
    {
        buffer.Number(peak.Process);
        buffer.Signed(peak.TimeNs);
        buffer.Number(peak.HeapBytes);
        buffer.Number(peak.Blocks.Count);
        var columns = new LiveColumns();
        for (ReadOnlySpan<LiveBlocks> left = (LiveBlocks[])peak.Blocks; !left.IsEmpty;)
        {
            var run = Math.Min(left.Length, CaptureFormat.RunEntries);
            columns.Write(buffer, left[..run]);
            left = left[run..];
            if (!left.IsEmpty)
                betweenRuns();
        }
    }

    public static PeakRecord ReadHead(ref RecordReader reader, KnownIds known) =>
        new(new Peak(reader.Index(known.Processes, "processes"), reader.Signed(), reader.Number(), []), reader.SmallNumber());

    public void ReadRun(ref RecordReader reader, KnownIds known) => _columns.Read(ref reader, _blocks.Next(reader.Remaining), known);

    public Peak Take() => _head with { Blocks = _blocks.Take() };
}
