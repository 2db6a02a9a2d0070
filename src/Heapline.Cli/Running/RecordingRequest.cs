using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Cli.Running;

/// <summary>What the user asked <c>mprof run</c> for.</summary>
internal sealed record RecordingRequest
{
    /// <summary>The program and its arguments, as <see cref="RunArguments.Split"/> returns them.</summary>
    public required IReadOnlyList<string> Program { get; init; }
    /// <summary>The capture; null to name it after the program.</summary>
    public string? Output { get; init; }
    /// <summary>Time between two readings of memory.</summary>
    public required TimeSpan Interval { get; init; }
    /// <summary>When to stop recording; null for the end of the program.</summary>
    public TimeSpan? Timeout { get; init; }
    /// <summary>The most bytes that the capture may have; null for any number.</summary>
    public long? MaxFileBytes { get; init; }
    /// <summary>Which of the kernel's figures is read.</summary>
    public MemoryKind Memory { get; init; }
    /// <summary>Whether to record the memory curve alone.</summary>
    public bool CurveOnly { get; init; }
    /// <summary>Bytes between two samples on average; null to record every allocation.</summary>
    public long? SampleInterval { get; init; }
    /// <summary>Whether nothing at all is done to the program: its decorated functions are not marked either.</summary>
    public bool Untouched { get; init; }
    /// <summary>The most that recording may cost, as a share of the program's own time; null for whatever it costs.</summary>
    public double? Budget { get; init; }
    /// <summary>Whether the program is a Python script whatever its name.</summary>
    public bool AsPython { get; init; }
    /// <summary>What is kept out of the capture.</summary>
    public Redactions Redactions { get; init; }
    /// <summary>Whether to say nothing after the run.</summary>
    public bool Quiet { get; init; }
    /// <summary>Whether children that are not Python are followed, and a .dat holds the memory of all together.</summary>
    public bool IncludeChildren { get; init; }
    /// <summary>Whether children that are not Python are followed, and a .dat holds each by itself.</summary>
    public bool EachChild { get; init; }
}
