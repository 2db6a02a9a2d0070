using Heapline.Capture.Records;

namespace Heapline.Capture.Format;

/// <summary>What the blocks of kinds 15 to 17 say. Of details the last counts.</summary>
internal sealed class TreeContent(Bounds bounds)
{
    private readonly SortedDictionary<int, ProcessDetails> _processes = [];
    private readonly SortedDictionary<int, ThreadDetails> _threads = [];

    public List<InheritedFrees> Frees { get; } = [];

    public List<ProportionalSample> Proportional { get; } = [];

    public IReadOnlyList<ProcessDetails> Processes => [.. _processes.Values];

    public IReadOnlyList<ThreadDetails> Threads => [.. _threads.Values];

    /// <summary>Adds a record; how many entries it had.</summary>
    public int Add(BlockKind kind, ref RecordReader reader, KnownIds known)
    {
        if (kind == BlockKind.ThreadDetails)
        {
            var thread = TreeRecords.ReadThread(ref reader, known);
            _threads[thread.Thread] = thread;
            return 0;
        }
        switch (kind, reader.Byte())
        {
            case (BlockKind.Tree, TreeRecords.Proportional):
                var sample = TreeRecords.ReadProportional(ref reader, known);
                bounds.Time(sample.TimeNs);
                bounds.Memory(sample.Process, sample.Bytes);
                Proportional.Add(sample);
                return 0;
            case (BlockKind.ProcessDetails, TreeRecords.Details):
                var process = TreeRecords.ReadDetails(ref reader, known);
                bounds.Amount(process.InheritedBytes);
                bounds.Amount(process.InheritedBlocks);
                _processes[process.Process] = process;
                return 0;
            case (BlockKind.ProcessDetails, TreeRecords.Frees):
                var frees = TreeRecords.ReadFrees(ref reader, known);
                bounds.CheckFrees((LiveBlocks[])frees.Blocks);
                Frees.Add(frees);
                return frees.Blocks.Count;
            case var (_, which):
                throw new InvalidBlockException($"expected a record of kind {(int)kind} that this version knows, found number {which}");
        }
    }
}
