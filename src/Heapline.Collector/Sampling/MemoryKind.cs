namespace Heapline.Collector.Sampling;

/// <summary>Which of the kernel's figures counts as a process's memory.</summary>
public enum MemoryKind
{
    /// <summary>Resident set: pages shared with other processes count in full (1 µs a reading).</summary>
    Resident,
    /// <summary>Proportional set: a page shared by n processes counts as a part in n (30 µs a reading and more in large processes).</summary>
    Proportional,
    /// <summary>Unique set: only pages that no other process shares (as slow).</summary>
    Unique,
}
