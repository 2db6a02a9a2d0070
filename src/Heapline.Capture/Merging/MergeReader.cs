using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture.Merging;

/// <summary>Takes a block of a capture: those with records that merging changes are read record by record, all others are passed on as they are.</summary>
internal sealed class MergeReader
{
    // Only counts and the state that differences need: the file is our own, and its ids were checked when they were written.
    private readonly KnownIds _known = new() { Threads = int.MaxValue, Functions = int.MaxValue, Stacks = int.MaxValue, Sites = int.MaxValue };
    private readonly RecordBuffer _rewritten = new();
    private TickRecord? _openTick;
    private PeakRecord? _openPeak;

    public delegate void BlockWriter(BlockKind kind, ReadOnlySpan<byte> raw);

    public Action? OnProcess { get; init; }

    public Action<Tick>? OnTick { get; init; }

    public Action<MemorySample>? OnSample { get; init; }

    public Action<Peak>? OnPeak { get; init; }

    public Action<ProcessDetails>? OnDetails { get; init; }

    public Func<InheritedFrees, InheritedFrees>? OnFrees { get; init; }

    /// <summary>Reads one block. Those that merging does not change go to <paramref name="passOn"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Take(BlockSource source, BlockWriter? passOn)
    {
        if (!source.TryRead(out var kind, out var raw, out var damage))
            throw new IOException($"at byte {source.BlockOffset}: {damage ?? "expected a block, found the end of the file"}");
        try
        {
            Take(kind, raw, passOn);
        }
        catch (InvalidBlockException e)
        {
            throw new IOException($"at byte {source.BlockOffset}: {e.Message}");
        }
    }

    private void Take(BlockKind kind, ReadOnlySpan<byte> raw, BlockWriter? passOn)
    {
        var reader = new RecordReader(raw);
        while (!reader.AtEnd)
        {
            switch (kind)
            {
                case BlockKind.Processes:
                    _ = ProcessRecords.ReadProcess(ref reader, _known.Processes);
                    _known.AddProcess();
                    OnProcess?.Invoke();
                    continue;
                case BlockKind.Ticks:
                    if (InRuns.Read<TickRecord, Tick>(ref reader, _known, ref _openTick) is { } tick)
                        OnTick?.Invoke(tick);
                    continue;
                case BlockKind.Samples:
                    var sample = SampleRecords.ReadSample(ref reader, _known);
                    OnSample?.Invoke(sample);
                    continue;
                case BlockKind.Peaks:
                    if (InRuns.Read<PeakRecord, Peak>(ref reader, _known, ref _openPeak) is { } peak)
                        OnPeak?.Invoke(peak);
                    continue;
                case BlockKind.ProcessDetails:
                    ReadDetails(ref reader);
                    continue;
            }

            break;
        }

        if (kind == BlockKind.ProcessDetails)
            passOn?.Invoke(kind, _rewritten.Written);
        else if (kind is not (BlockKind.Ticks or BlockKind.Samples or BlockKind.Peaks))
            passOn?.Invoke(kind, raw);
        _rewritten.Clear();
    }

    private void ReadDetails(ref RecordReader reader)
    {
        switch (reader.Byte())
        {
            case TreeRecords.Details:
                var details = TreeRecords.ReadDetails(ref reader, _known);
                OnDetails?.Invoke(details);
                TreeRecords.Write(_rewritten, details);
                break;
            case TreeRecords.Frees:
                var frees = TreeRecords.ReadFrees(ref reader, _known);
                frees = OnFrees?.Invoke(frees) ?? frees;
                TreeRecords.Write(_rewritten, frees.Process, frees.Tick, [.. frees.Blocks]);
                break;
            case var which:
                throw new InvalidBlockException($"expected a record of kind 16 that this version knows, found number {which}");
        }
    }
}
