using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Processes, their threads and their ends. Indexes are not written: they count from 0 in the order of the records.
/// <code>
/// Process:     pid (number), parent's pid (number), command (texts), Python version (text), start in ns (signed)
/// Thread:      process (number), kernel thread id (number), name (text)
///              00   D2 09   04 6D 61 69 6E                             of process 0, thread 1234, "main"
/// ProcessEnd:  process (number), end in ns (signed), lost events, waits for the ring, bytes of the agent (numbers)
/// </code>
/// </summary>
internal static class ProcessRecords
{
    public static void Write(RecordBuffer buffer, ProcessInfo process)
    {
        buffer.Number(process.Pid);
        buffer.Number(process.ParentPid);
        buffer.Texts(process.Command);
        buffer.Text(process.PythonVersion);
        buffer.Signed(process.StartNs);
    }

    public static ProcessInfo ReadProcess(ref RecordReader reader, int index) =>
        new(index, reader.SmallNumber(), reader.SmallNumber(), reader.Texts(), reader.Text(), reader.Signed());

    public static void Write(RecordBuffer buffer, ThreadInfo thread)
    {
        buffer.Number(thread.Process);
        buffer.Number(thread.Tid);
        buffer.Text(thread.Name);
    }

    public static ThreadInfo ReadThread(ref RecordReader reader, int index, KnownIds known) =>
        new(index, reader.Index(known.Processes, "processes"), reader.SmallNumber(), reader.Text());

    public static void Write(RecordBuffer buffer, ProcessEnd end)
    {
        buffer.Number(end.Process);
        buffer.Signed(end.EndNs);
        buffer.Number(end.LostEvents);
        buffer.Number(end.RingWaits);
        buffer.Number(end.AgentBytes);
    }

    public static ProcessEnd ReadEnd(ref RecordReader reader, KnownIds known)
    {
        var end = new ProcessEnd(reader.Index(known.Processes, "processes"), reader.Signed(), reader.Number(), reader.Number(), reader.Number());
        var state = known.Process(end.Process);
        if (state.Ended)
            throw new InvalidBlockException($"expected one end of process {end.Process}, found a second");
        state.Ended = true;
        return end;
    }
}
