namespace Heapline.Views;

/// <summary>What <c>mprof run</c> says when the program has ended.</summary>
/// <param name="DurationNs">Length of the run in nanoseconds.</param>
/// <param name="Allocations">Blocks handed out; null when the heap was not recorded.</param>
/// <param name="Processes">Number of processes.</param>
/// <param name="PeakHeapBytes">Highest live heap of any one process, in bytes; 0 for none recorded.</param>
/// <param name="PeakResidentBytes">Highest resident memory of any one process, in bytes; 0 when never read.</param>
/// <param name="CapturePath">The capture, as a command line would name it.</param>
/// <param name="CaptureBytes">Its size in bytes.</param>
/// <param name="NeedsName">Whether a command would not find the capture without its name.</param>
/// <param name="Note">A sentence to add; empty for none.</param>
public sealed record RunClosing(
    long DurationNs, long? Allocations, int Processes, long PeakHeapBytes, long PeakResidentBytes,
    string CapturePath, long CaptureBytes, bool NeedsName, string Note)
{
    /// <summary>Highest live heap of all processes together, in bytes; 0 where there is one process or none was recorded.</summary>
    public long PeakHeapOfAllBytes { get; init; }

    /// <summary>Highest proportional memory (PSS) of all processes together, in bytes; 0 where there is one process, or it was never read.</summary>
    public long PeakProportionalOfAllBytes { get; init; }
    /// <summary>Nanoseconds of processor time that recording took of the program's, as estimated; 0 when not known.</summary>
    public long CostNs { get; init; }

    /// <summary>The program's processor time in nanoseconds, recording included; 0 when not known.</summary>
    public long ProcessorNs { get; init; }

    /// <summary>Memory of the agent and its ring in bytes, in the process where it is most; 0 when not known.</summary>
    public long OwnBytes { get; init; }

    /// <summary>Whether <see cref="Allocations"/> and <see cref="PeakHeapBytes"/> are estimates.</summary>
    public bool IsEstimated { get; init; }
}
