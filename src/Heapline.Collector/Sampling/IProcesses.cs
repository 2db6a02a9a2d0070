using Heapline.Collector.Running;

namespace Heapline.Collector.Sampling;

/// <summary>What a round of readings asks of the kernel.</summary>
internal interface IProcesses
{
    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    long NowNs { get; }

    /// <summary>Proportional memory of a process in bytes; null when it has ended or may not be looked at.</summary>
    long? ReadProportional(int pid);

    /// <summary>Which program a process runs.</summary>
    ProgramImage ImageOf(int pid);

    /// <summary>Whether a process has not ended, so far as its memory goes.</summary>
    bool HasMemory(int pid);

    /// <summary>Whether two processes have one memory, as between vfork and exec; false where that may not be known.</summary>
    bool ShareAllMemory(int pid, int other);

    /// <summary>The processes below one.</summary>
    IEnumerable<int> Below(int pid);
}
