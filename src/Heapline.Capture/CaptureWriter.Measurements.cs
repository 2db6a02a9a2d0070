using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private readonly SortedDictionary<int, Peak> _peaks = [];
    private SampleRecords _spanRecords;

    /// <summary>Adds a reading of resident memory, not earlier than the last one of its process.</summary>
    public void Add(MemorySample sample)
    {
        Known(sample.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(sample.ResidentBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(sample.TimeNs, Math.Max(_known.Process(sample.Process).SampleNs, -long.MaxValue));
        _bounds.Time(sample.TimeNs);
        _bounds.Memory(sample.Process, sample.ResidentBytes);
        SampleRecords.Write(Adding(BlockKind.Samples), sample, _known);
        _outline.Add(sample);
        FlushIfFull();
    }

    /// <summary>Adds the call of a decorated function.</summary>
    public void Add(FunctionSpan span)
    {
        Known(span.Thread, _known.Threads);
        Known(span.Function.Value, _known.Functions);
        ArgumentOutOfRangeException.ThrowIfNegative(span.Level);
        _bounds.Check(span);
        _spanRecords.Write(Adding(BlockKind.Spans), span);
        FlushIfFull();
    }

    /// <summary>Adds the end of a process, at most one for each.</summary>
    public void Add(ProcessEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        Known(end.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(end.LostEvents);
        ArgumentOutOfRangeException.ThrowIfNegative(end.RingWaits);
        ArgumentOutOfRangeException.ThrowIfNegative(end.AgentBytes);
        var state = _known.Process(end.Process);
        if (state.Ended)
            throw new ArgumentException($"Process {end.Process} has ended before.", nameof(end));
        _bounds.Check(end);
        ProcessRecords.Write(Adding(BlockKind.ProcessEnds), end);
        state.Ended = true;
        _outline.Add(end);
        FlushIfFull();
    }

    /// <summary>
    /// Sets the peak of a process, in place of the earlier one. It is kept as it is until the next flush and written then, so one that is
    /// replaced before costs nothing; its list must not change until then. The blocks may come in any order, each site once.
    /// </summary>
    public void Add(Peak peak)
    {
        ArgumentNullException.ThrowIfNull(peak);
        Known(peak.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(peak.HeapBytes);
        Adding(BlockKind.Peaks);
        _bounds.Time(peak.TimeNs);
        _bounds.Memory(peak.Process, peak.HeapBytes);
        _peaks[peak.Process] = peak with { Blocks = Ordered(peak.Blocks) };
    }

    private LiveBlocks[] Ordered(IReadOnlyList<LiveBlocks> blocks)
    {
        LiveBlocks[] ordered = [.. blocks];
        ordered.AsSpan().Sort(static (a, b) => a.Site.Value.CompareTo(b.Site.Value));
        var before = -1;
        foreach (ref readonly var live in ordered.AsSpan())
        {
            Known(live.Site.Value, _known.Sites);
            ArgumentOutOfRangeException.ThrowIfNegative(live.Count | live.Bytes);
            if (live.Site.Value == before)
                throw new ArgumentException($"Site {before} is in the peak twice.", nameof(blocks));
            before = live.Site.Value;
        }

        _bounds.Check(ordered);
        return ordered;
    }

    private void WritePeaks()
    {
        if (_peaks.Count == 0)
            return;
        foreach (var peak in _peaks.Values)
            PeakRecord.Write(Buffer(BlockKind.Peaks), peak, WritePeaksIfFull);
        _peaks.Clear();
    }

    private void WritePeaksIfFull()
    {
        if (Buffer(BlockKind.Peaks).Length >= CaptureFormat.FlushBytes)
            WriteBlock(BlockKind.Peaks);
    }
}
