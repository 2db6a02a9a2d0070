namespace Heapline.Collector.Running;

/// <summary>A running process that wants to be recorded.</summary>
public sealed record TrackRequest
{
    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>The capture to write; a file of that name is overwritten.</summary>
    public required string CapturePath { get; init; }

    /// <summary>Time between two readings of resident memory, and the shortest tick. From 1 ms on.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Version of the program that records.</summary>
    public required string HeaplineVersion { get; init; }

    /// <summary>Told the folder of the session once agents may come in.</summary>
    public required Action<string> Ready { get; init; }
}
