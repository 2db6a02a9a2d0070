using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds what recording cost a process; none of its figures may be below zero.</summary>
    public void Add(ProcessCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        Known(cost.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(cost.HookNs | cost.ProcessorNs | cost.Events | cost.WaitNs | cost.AgentBytes | cost.RingBytes);
        _bounds.Check(cost);
        CostRecords.Write(Adding(BlockKind.Cost), cost);
        FlushIfFull();
    }

    /// <summary>Adds what the collector took; a later one takes its place.</summary>
    public void Add(CollectorCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentOutOfRangeException.ThrowIfNegative(cost.PeakResidentBytes | cost.ProcessorNs);
        _bounds.Check(cost);
        CostRecords.Write(Adding(BlockKind.Cost), cost);
        FlushIfFull();
    }
}
