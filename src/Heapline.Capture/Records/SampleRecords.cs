using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Readings of resident memory, and calls of decorated functions.
/// <code>
/// Sample:  process (number), ns since the sample of the process before (number; its first: ns since the start of the run, signed),
///          bytes − bytes of the sample of the process before (signed)
///          00   80 AD E2 04   80 80 01                                 process 0, 10 ms later, 8,192 bytes more
/// Span:    thread (number), function (number), start − end of the record before (signed), end − start (signed),
///          resident at start − resident at the end of the record before (signed), resident at end − at start (signed), level (number)
/// </code>
/// For samples the state goes on from block to block; for spans "the record before" is of the same block, zeros before the first.
/// </summary>
internal struct SampleRecords
{
    private long _spanEnd;
    private long _spanResident;

    public static void Write(RecordBuffer buffer, MemorySample sample, KnownIds known)
    {
        var state = known.Process(sample.Process);
        buffer.Number(sample.Process);
        if (state.SampleNs == long.MinValue)
            buffer.Signed(sample.TimeNs);
        else
            buffer.Number(sample.TimeNs - state.SampleNs);
        buffer.Signed(sample.ResidentBytes - state.ResidentBytes);
        (state.SampleNs, state.ResidentBytes) = (sample.TimeNs, sample.ResidentBytes);
    }

    public static MemorySample ReadSample(ref RecordReader reader, KnownIds known)
    {
        var process = reader.Index(known.Processes, "processes");
        var state = known.Process(process);
        var time = state.SampleNs == long.MinValue ? reader.Signed() : state.SampleNs + reader.Number();
        if (time < state.SampleNs || time == long.MinValue)
            throw new InvalidBlockException($"expected samples of process {process} to rise in time, found {time} ns after {state.SampleNs} ns");
        state.SampleNs = time;
        state.ResidentBytes = reader.After(state.ResidentBytes, "resident bytes");
        return new MemorySample(process, time, state.ResidentBytes);
    }

    public void Write(RecordBuffer buffer, FunctionSpan span)
    {
        buffer.Number(span.Thread);
        buffer.Number(span.Function.Value);
        buffer.Signed(span.StartNs - _spanEnd);
        buffer.Signed(span.EndNs - span.StartNs);
        buffer.Signed(span.StartResidentBytes - _spanResident);
        buffer.Signed(span.EndResidentBytes - span.StartResidentBytes);
        buffer.Number(span.Level);
        (_spanEnd, _spanResident) = (span.EndNs, span.EndResidentBytes);
    }

    public FunctionSpan ReadSpan(ref RecordReader reader, KnownIds known)
    {
        var thread = reader.Index(known.Threads, "threads");
        var function = reader.Index(known.Functions, "functions");
        var start = _spanEnd + reader.Signed();
        _spanEnd = start + reader.Signed();
        var resident = _spanResident + reader.Signed();
        _spanResident = resident + reader.Signed();
        return new FunctionSpan(thread, new FunctionId(function), start, _spanEnd, resident, _spanResident, reader.SmallNumber());
    }
}
