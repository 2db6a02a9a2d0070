using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>A running process to follow.</summary>
public sealed record AttachRequest
{
    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>The capture to write; a file of that name is overwritten.</summary>
    public required string CapturePath { get; init; }

    /// <summary>Time between two readings. From 1 ms on.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>When to stop, if the process has not ended before.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether its children are followed, too.</summary>
    public bool FollowChildren { get; init; }

    /// <summary>Gets each reading of memory at once; may be null.</summary>
    public IReadingObserver? Observer { get; init; }

    /// <summary>Which of the kernel's figures is read.</summary>
    public MemoryKind Memory { get; init; }

    /// <summary>What is kept out of the capture.</summary>
    public Redactions Redactions { get; init; }

    /// <summary>Version of the program that records.</summary>
    public required string HeaplineVersion { get; init; }
}
