using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture.Merging;

/// <summary>
/// Copies a capture, up to a place where every record is whole, with its old ticks merged: a first pass learns which ticks there are, a second writes. Blocks of other
/// kinds are copied as they are, in their order, known to this version or not; what comes after that place is appended by <see cref="Append"/>.
/// </summary>
/// <remarks>
/// What was written last of each process is the same in the copy (its last tick and reading stay as they are), so differences in what is appended mean the same.
/// </remarks>
internal sealed class CaptureMerge
{
    private readonly Dictionary<int, TickGroups> _groups = [];
    private readonly Dictionary<int, TickSum> _open = [];
    private readonly SortedDictionary<int, SampleThinning> _samples = [];
    private readonly SortedDictionary<int, Peak> _peaks = [];
    private readonly KnownIds _written = new();
    private readonly RecordBuffer _ticks = new();
    private readonly BlockSource _source;
    private readonly BlockSink _sink;

    private CaptureMerge(BlockSource source, BlockSink sink) => (_source, _sink) = (source, sink);

    /// <summary>Merges, more and more coarsely until the copy has at most <paramref name="goal"/> bytes or there is nothing left to merge.</summary>
    /// <param name="open">Opens the capture for reading, from its beginning.</param>
    /// <param name="whole">Where to stop.</param>
    /// <param name="goal">Bytes.</param>
    /// <param name="make">Makes an empty file for the copy; one that was made before is given up.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>The copy, still open, and the source that goes on where it stopped.</returns>
    public static (BlockSink Copy, BlockSource Remaining) Run(Func<BlockSource> open, long whole, long goal, Func<BlockSink> make, CancellationToken stop)
    {
        for (var level = 1; ; level++)
        {
            var (source, sink) = (open(), make());
            try
            {
                var merge = new CaptureMerge(source, sink);
                var coarsest = merge.Learn(open, whole, level, stop);
                merge.Copy(whole, level, stop);
                if (sink.Offset <= goal || coarsest)
                    return (sink, source);
            }
            catch
            {
                sink.Dispose();
                source.Dispose();
                throw;
            }

            sink.Dispose();
            source.Dispose();
        }
    }

    /// <summary>Appends the whole blocks up to <paramref name="end"/> as they are.</summary>
    public static void Append(BlockSink copy, BlockSource rest, long end)
    {
        while (rest.Offset < end)
        {
            if (!rest.TryRead(out var kind, out var raw, out var damage))
                throw new IOException($"at byte {rest.BlockOffset}: {damage ?? "expected a block, found the end of the file"}");
            copy.Write(kind, raw);
        }
    }

    // Whether one group is all that is left, so that a higher level brings nothing.
    private bool Learn(Func<BlockSource> open, long whole, int level, CancellationToken stop)
    {
        using var source = open();
        var most = 0;
        var counts = new Dictionary<int, int>();
        var forks = new Dictionary<int, ProcessDetails>(); // of each process the last counts
        var reader = new MergeReader
        {
            OnTick = tick =>
            {
                GroupsOf(tick.Process).Add(tick.Number);
                most = Math.Max(most, counts[tick.Process] = counts.GetValueOrDefault(tick.Process) + 1);
            },
            OnDetails = details => forks[details.Process] = details,
        };
        while (source.Offset < whole)
        {
            stop.ThrowIfCancellationRequested();
            reader.Take(source, null);
        }

        foreach (var details in forks.Values.Where(details => details is { ForkTick: >= 0, Parent: >= 0 }))
            GroupsOf(details.Parent).KeepEndOf(details.ForkTick);
        foreach (var groups in _groups.Values)
            groups.Arrange(level);
        return 1 << Math.Min(level, 30) >= most;
    }

    private TickGroups GroupsOf(int process) => _groups.TryGetValue(process, out var groups) ? groups : _groups[process] = new TickGroups();

    private void Copy(long whole, int level, CancellationToken stop)
    {
        var reader = new MergeReader
        {
            OnProcess = _written.AddProcess,
            OnTick = Take,
            OnSample = sample => (_samples.TryGetValue(sample.Process, out var thinning) ? thinning : _samples[sample.Process] = new SampleThinning()).Add(sample),
            OnPeak = peak => _peaks[peak.Process] = peak,
            OnFrees = MergeFrees,
        };
        while (_source.Offset < whole)
        {
            stop.ThrowIfCancellationRequested();
            reader.Take(_source, _sink.Write);
        }

        foreach (var sum in _open.Values)
            Write(sum.ToTick());
        WriteBlock(BlockKind.Ticks, _ticks);
        WriteSamples(level);
        WritePeaks();
    }

    private InheritedFrees MergeFrees(InheritedFrees frees) => frees with { Tick = GroupsOf(frees.Process).Of(frees.Tick) };

    private void Take(Tick tick)
    {
        if (_open.TryGetValue(tick.Process, out var sum) && !sum.Takes(tick.Number))
        {
            Write(sum.ToTick());
            sum = null;
        }

        _open[tick.Process] = sum ??= new TickSum(GroupsOf(tick.Process), tick);
        sum.Add(tick);
    }

    private void Write(Tick tick)
    {
        TickRecord.WriteHead(
            _ticks, _written, tick.Process, tick.Number, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes,
            tick.Changes.Count, tick.LaterFrees.Count);
        TickRecord.WriteRuns(_ticks, tick.Number, tick.Changes.ToArray(), tick.LaterFrees.ToArray(), FlushTicks);
        FlushTicks();
    }

    private void FlushTicks()
    {
        if (_ticks.Length >= CaptureFormat.FlushBytes)
            WriteBlock(BlockKind.Ticks, _ticks);
    }

    private void WriteSamples(int level)
    {
        var buffer = new RecordBuffer();
        foreach (var sample in _samples.Values.SelectMany(thinning => thinning.Left(level)))
        {
            SampleRecords.Write(buffer, sample, _written);
            if (buffer.Length >= CaptureFormat.FlushBytes)
                WriteBlock(BlockKind.Samples, buffer);
        }

        WriteBlock(BlockKind.Samples, buffer);
    }

    private void WritePeaks()
    {
        var buffer = new RecordBuffer();
        foreach (var peak in _peaks.Values)
            PeakRecord.Write(buffer, peak, () => WriteBlockIfFull(buffer));
        WriteBlock(BlockKind.Peaks, buffer);
    }

    private void WriteBlockIfFull(RecordBuffer buffer)
    {
        if (buffer.Length >= CaptureFormat.FlushBytes)
            WriteBlock(BlockKind.Peaks, buffer);
    }

    private void WriteBlock(BlockKind kind, RecordBuffer buffer)
    {
        if (buffer.Length > 0)
            _sink.Write(kind, buffer.Written);
        buffer.Clear();
    }
}
