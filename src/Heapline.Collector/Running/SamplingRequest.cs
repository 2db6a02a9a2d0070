namespace Heapline.Collector.Running;

/// <summary>How blocks are to be sampled.</summary>
public sealed record SamplingRequest
{
    /// <summary>One sample per 512 KiB: enough for whatever holds some MiB, and too few to be felt.</summary>
    public const long DefaultIntervalBytes = 512 << 10;

    /// <summary>The most rates that a run can go through, besides recording everything: a record has three bits for them.</summary>
    public const int MostLevels = 7;

    /// <summary>Bytes between two samples on average, from the start on.</summary>
    public long IntervalBytes { get; init; } = DefaultIntervalBytes;

    /// <summary>The most that recording may cost, as a share of the program's own processor time (0.05 for 5 %); then every block is recorded until that is passed. Null for a fixed interval.</summary>
    public double? Budget { get; init; }

    /// <summary>Bytes between two samples that a budget leads to, one after the other; null for the usual ones.</summary>
    public IReadOnlyList<long>? Levels { get; init; }

    /// <summary>What chance begins with; null for another one each time.</summary>
    public ulong? Seed { get; init; }
}
