using Heapline.Agent.Native;

namespace Heapline.Agent.Lines;

/// <summary>Where time and memory are read. Compiled in, so that a test can put its own world in the kernel's place, and nobody pays for it.</summary>
internal interface IReadingSource
{
    /// <summary>A clock that only goes forward, in nanoseconds.</summary>
    static abstract ulong Nanoseconds();

    /// <summary>Resident memory of this process now, in bytes.</summary>
    static abstract long ResidentBytes();
}

/// <summary>The kernel: a clock that costs 24 ns (no system call), memory that costs 1,060.</summary>
internal struct KernelReadings : IReadingSource
{
    public static ulong Nanoseconds() => LibC.MonotonicNs();

    public static long ResidentBytes() => ResidentMemory.Now();
}
