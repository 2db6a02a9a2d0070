using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>How a recorded run went.</summary>
public sealed record RunResult
{
    /// <summary>The program's exit code; 128 plus the signal when a signal ended it.</summary>
    public required int ExitCode { get; init; }
    /// <summary>The signal that ended it; 0 for none.</summary>
    public required int Signal { get; init; }
    /// <summary>From start to end.</summary>
    public required TimeSpan Duration { get; init; }
    /// <summary>The most bytes that one process had alive at once.</summary>
    public required long PeakHeapBytes { get; init; }
    /// <summary>The most bytes that one process had resident at once, without the profiler's share.</summary>
    public required long PeakResidentBytes { get; init; }
    /// <summary>Blocks handed out, in all processes.</summary>
    public required long Allocations { get; init; }
    /// <summary>Whether blocks were sampled, which makes allocations and heap estimates.</summary>
    public bool IsEstimated { get; init; }
    /// <summary>Processes that were recorded.</summary>
    public required int Processes { get; init; }
    /// <summary>Whether an agent came into any process; if not, the capture has the memory curve alone.</summary>
    public required bool AgentAttached { get; init; }
    /// <summary>Nanoseconds of processor time that the agent took in all processes, as estimated; waiting for mprof is not in it.</summary>
    public long CostNs { get; init; }
    /// <summary>Nanoseconds of processor time of all recorded processes.</summary>
    public long ProcessorNs { get; init; }
    /// <summary>Memory of the agent and its ring in bytes, in the process where it is most.</summary>
    public long OwnBytes { get; init; }
    /// <summary>Events that were not recorded.</summary>
    public required long LostEvents { get; init; }
    /// <summary>How often a block was handed out where one was still alive. Not an error of the program: what gave the earlier one back is not hooked.</summary>
    public required long UnseenFrees { get; init; }
    /// <summary>Where the capture is: where it was asked for, unless that was taken by somebody else meanwhile.</summary>
    public required string CapturePath { get; init; }
    /// <summary>What the capture says of the processes as wholes: see <see cref="CaptureWriter.Outline"/>. Null where only the capture itself knows.</summary>
    public CaptureData? Outline { get; init; }
    /// <summary>Set when the kernel killed the program because memory ran out.</summary>
    public required OutOfMemoryKill? OutOfMemoryKill { get; init; }
    /// <summary>What happened to the capture, in one sentence, when it is not what it should be; null when it is.</summary>
    public required string? Failure { get; init; }
    /// <summary>What went wrong with the recording, in plain sentences; empty for nothing.</summary>
    public required string Damage { get; init; }
}
