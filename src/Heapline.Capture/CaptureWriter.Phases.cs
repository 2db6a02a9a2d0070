using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds a mark, or a span that is over.</summary>
    public void Add(Phase phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        Known(phase.Thread, _known.Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(phase.StartHeapBytes | phase.EndHeapBytes | phase.Allocations);
        ArgumentOutOfRangeException.ThrowIfLessThan(phase.EndNs, phase.StartNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(phase.HighestHeapBytes, Math.Max(phase.StartHeapBytes, phase.EndHeapBytes));
        _bounds.Check(phase);
        PhaseRecords.Write(Adding(BlockKind.Phases), phase);
        FlushIfFull();
    }
}
