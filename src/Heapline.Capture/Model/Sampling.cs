namespace Heapline.Capture;

/// <summary>From an instant on, blocks are sampled so, in all processes.</summary>
/// <param name="TimeNs">The instant, nanoseconds since the start of the run.</param>
/// <param name="Level">Number that the weights name it by; 0 where every block is recorded.</param>
/// <param name="IntervalBytes">Bytes between two samples on average; 1 where every block is recorded. Blocks of this size and larger always are.</param>
public readonly record struct SamplingRate(long TimeNs, int Level, long IntervalBytes);

/// <summary>
/// A site of sampled blocks. Each of its blocks is counted in all figures as so many, which makes them estimates; the counts of a site are multiples of its weight.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Level">The level that its blocks were sampled at.</param>
/// <param name="Weight">What each block is counted as: 1 through the chance that it had to be sampled, rounded up or down by chance.</param>
public readonly record struct SiteWeight(SiteId Site, int Level, long Weight);

/// <summary>How a run was sampled. Without rates it was not: every figure is exact.</summary>
public sealed record Sampling
{
    /// <summary>A run in which every block was recorded.</summary>
    public static Sampling None { get; } = new();

    /// <summary>What chance began with: the same program with the same seed gives the same samples, as far as it does the same things.</summary>
    public ulong Seed { get; init; }
    /// <summary>Rates in order of time.</summary>
    public IReadOnlyList<SamplingRate> Rates { get; init; } = [];
    /// <summary>Sites of sampled blocks; a site that is not here has a weight of 1.</summary>
    public IReadOnlyList<SiteWeight> Weights { get; init; } = [];

    /// <summary>Whether any figure may be an estimate.</summary>
    public bool IsEstimated => Weights.Count > 0 || Rates.Any(rate => rate.Level > 0);
}
