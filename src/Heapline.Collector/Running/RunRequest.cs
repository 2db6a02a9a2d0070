using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>A program to run and record.</summary>
public sealed record RunRequest
{
    /// <summary>The command line, one item an argument; the first is found on the PATH when it has no slash.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The capture to write; a file of that name is overwritten.</summary>
    public required string CapturePath { get; init; }

    /// <summary>Environment variables that are set for the program, over those of this process; a null value takes one away. The session's own variable is added.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Time between two readings of resident memory, and the shortest tick. From 1 ms on.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What is recorded.</summary>
    public RecordingMode Mode { get; init; } = RecordingMode.Exact;

    /// <summary>How blocks are sampled in <see cref="RecordingMode.Sampled"/>.</summary>
    public SamplingRequest Sampling { get; init; } = new();

    /// <summary>Which of the kernel's figures counts as a process's memory.</summary>
    public MemoryKind Memory { get; init; }

    /// <summary>Gets each reading of memory at once; may be null.</summary>
    public IReadingObserver? Observer { get; init; }

    /// <summary>A file in which the program itself notes the calls of its decorated functions, where no agent is to come into it; null for none. See <see cref="MarksFile"/>.</summary>
    public string? MarksPath { get; init; }

    /// <summary>When to stop recording; the program runs on. Null for never.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most bytes that the capture may have, from <see cref="Heapline.Capture.CaptureWriter.LeastMaxBytes"/> on; null for any number.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>The command line as the capture shall name it; null for <see cref="Command"/>.</summary>
    public IReadOnlyList<string>? DisplayedCommand { get; init; }

    /// <summary>Version of the Python that will run, for example <c>3.12.1</c>; empty when it is not known. An agent that comes in knows better.</summary>
    public string PythonVersion { get; init; } = "";

    /// <summary>What is kept out of the capture.</summary>
    public Redactions Redactions { get; init; }

    /// <summary>Whether the calling process ends when the run is over: then what it has mapped is left to the kernel, which frees it all at once, 2 ms sooner than one by one.</summary>
    public bool IsLast { get; init; }

    /// <summary>Version of the program that records.</summary>
    public required string HeaplineVersion { get; init; }
}
