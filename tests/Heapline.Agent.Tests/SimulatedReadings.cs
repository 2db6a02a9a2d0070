using Heapline.Agent.Lines;

namespace Heapline.Agent.Tests;

/// <summary>A world whose clock and memory the test moves. One world for all: tests that use it stand in one class, so they run one after the other.</summary>
internal struct SimulatedReadings : IReadingSource
{
    public static ulong NowNs { get; set; }
    public static long Bytes { get; set; }
    public static int Count { get; set; }

    public static ulong Nanoseconds() => NowNs;

    public static long ResidentBytes()
    {
        Count++;
        return Bytes;
    }
}
