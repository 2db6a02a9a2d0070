using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds how much memory the program may have; a later one takes its place.</summary>
    public void Add(MemoryLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit.Bytes);
        _bounds.Amount(limit.Bytes);
        LimitRecords.Write(Adding(BlockKind.Limits), limit);
        FlushIfFull();
    }

    /// <summary>Adds that the kernel killed the program.</summary>
    public void Add(OutOfMemoryKill kill)
    {
        ArgumentNullException.ThrowIfNull(kill);
        ArgumentOutOfRangeException.ThrowIfNegative(kill.LimitBytes);
        _bounds.Check(kill);
        LimitRecords.Write(Adding(BlockKind.Limits), kill);
        FlushIfFull();
    }
}
