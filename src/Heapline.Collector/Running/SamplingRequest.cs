namespace Heapline.Collector.Running;

/// <summary>How blocks are to be sampled.</summary>
public sealed record SamplingRequest
{
    /// <summary>One sample per 512 KiB: enough for whatever holds some MiB, and too few to be felt.</summary>
    public const long DefaultIntervalBytes = 512 << 10;

    /// <summary>Bytes between two samples on average, from the start on.</summary>
    public long IntervalBytes { get; init; } = DefaultIntervalBytes;

    /// <summary>What chance begins with; null for another one each time.</summary>
    public ulong? Seed { get; init; }
}
