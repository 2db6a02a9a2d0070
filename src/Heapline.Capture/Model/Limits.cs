namespace Heapline.Capture;

/// <summary>How much memory the program was allowed to have.</summary>
/// <param name="Bytes">The limit of its control group, all processes of the group together.</param>
public sealed record MemoryLimit(long Bytes);

/// <summary>The kernel killed the program because memory ran out.</summary>
/// <param name="TimeNs">When it was noticed, nanoseconds since the start of the run.</param>
/// <param name="LimitBytes">The limit of the control group that was reached; 0 when it was the whole machine that had no memory left.</param>
public sealed record OutOfMemoryKill(long TimeNs, long LimitBytes);
