using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds what is known of a process; it takes the place of what was added before.</summary>
    public void Add(ProcessDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        Known(details.Process, _known.Processes);
        Known(details.Parent + 1, _known.Processes + 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(details.ForkTick, -1);
        ArgumentOutOfRangeException.ThrowIfNegative(details.InheritedBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(details.InheritedBlocks);
        _bounds.Amount(details.InheritedBytes);
        _bounds.Amount(details.InheritedBlocks);
        TreeRecords.Write(Adding(BlockKind.ProcessDetails), _paths is null ? details : details with { Name = PathRedaction.Name(details.Name) });
        _outline.Add(details);
        FlushIfFull();
    }

    /// <summary>Adds what a fork gave back of its parent's blocks in one tick. Sites may come in any order, each once; many become several records.</summary>
    public void Add(InheritedFrees frees)
    {
        ArgumentNullException.ThrowIfNull(frees);
        Known(frees.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(frees.Tick);
        var blocks = Ordered(frees.Blocks);
        _bounds.CheckFrees(blocks);
        for (var from = 0; from < blocks.Length; from += CaptureFormat.RunEntries)
        {
            TreeRecords.Write(Adding(BlockKind.ProcessDetails), frees.Process, frees.Tick, blocks.AsSpan(from, Math.Min(CaptureFormat.RunEntries, blocks.Length - from)));
            FlushIfFull();
        }
    }

    /// <summary>Adds a reading of proportional memory, not earlier than the last one of its process.</summary>
    public void Add(ProportionalSample sample)
    {
        Known(sample.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(sample.Bytes);
        _bounds.Time(sample.TimeNs);
        _bounds.Memory(sample.Process, sample.Bytes);
        TreeRecords.Write(Adding(BlockKind.Tree), sample, _known.Process(sample.Process));
        _outline.Add(sample);
        FlushIfFull();
    }

    /// <summary>Adds what is known of a thread; it takes the place of what was added before.</summary>
    public void Add(ThreadDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        Known(details.Thread, _known.Threads);
        Known(details.Creator + 1, _known.Threads + 1);
        Known(details.CreatedBy.Value + 1, _known.Stacks + 1);
        TreeRecords.Write(Adding(BlockKind.ThreadDetails), _paths is null ? details
            : details with { KernelName = PathRedaction.Name(details.KernelName), PythonName = PathRedaction.Name(details.PythonName) });
        FlushIfFull();
    }
}
