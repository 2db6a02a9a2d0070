using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// What is known of a run when it starts, and how it ended: the first and the last block, of one record each.
/// <code>
/// Run:  version (text), command (texts), working directory (text), mode (text), start in 100 ns since 0001-01-01 UTC (number),
///       minutes east of UTC (signed), interval in ns (number)
/// End:  duration in ns (number), exit code (signed), signal (number), note (text)
///       80 94 EB DC 03   00   00   00                                  1 s, exit code 0, no signal, no note
/// </code>
/// </summary>
internal static class RunRecords
{
    public static void Write(RecordBuffer buffer, RunInfo run)
    {
        buffer.Text(run.HeaplineVersion);
        buffer.Texts(run.Command);
        buffer.Text(run.WorkingDirectory);
        buffer.Text(run.Mode);
        buffer.Number(run.StartedAt.UtcTicks);
        buffer.Signed((long)run.StartedAt.Offset.TotalMinutes);
        buffer.Number(run.IntervalNs);
    }

    public static RunInfo ReadRun(ref RecordReader reader) =>
        new(reader.Text(), reader.Texts(), reader.Text(), reader.Text(), ReadTime(ref reader), reader.Number());

    public static void Write(RecordBuffer buffer, RunEnd end)
    {
        buffer.Number(end.DurationNs);
        buffer.Signed(end.ExitCode);
        buffer.Number(end.Signal);
        buffer.Text(end.Note);
    }

    public static RunEnd ReadEnd(ref RecordReader reader) =>
        new(reader.Number(), (int)reader.Signed(), reader.SmallNumber(), reader.Text());

    private static DateTimeOffset ReadTime(ref RecordReader reader)
    {
        var ticks = reader.Number();
        var minutes = reader.Signed();
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(new TimeSpan(0, checked((int)minutes), 0));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new InvalidBlockException($"expected a time and an offset from UTC, found {ticks} and {minutes} minutes");
        }
    }
}
