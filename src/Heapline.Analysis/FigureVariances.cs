namespace Heapline.Analysis;

/// <summary>
/// Variances of the estimated <see cref="Figures"/> of a set of sampled blocks, in squared bytes or squared blocks. Blocks are sampled independently of each other, so variances add up.
/// <see cref="StandardErrors"/> are made of them here and nowhere else. Exact figures have none: null.
/// </summary>
/// <param name="AtPeakBytes">Of the bytes alive at the peak.</param>
/// <param name="AtPeakAllocations">Of the blocks alive at the peak.</param>
/// <param name="LiveAtEndBytes">Of the bytes alive at the end.</param>
/// <param name="LiveAtEndAllocations">Of the blocks alive at the end.</param>
/// <param name="AllocatedBytes">Of the bytes handed out.</param>
/// <param name="Allocations">Of the blocks handed out.</param>
/// <param name="TemporaryAllocations">Of the temporary blocks.</param>
public sealed record FigureVariances(
    double AtPeakBytes, double AtPeakAllocations, double LiveAtEndBytes, double LiveAtEndAllocations,
    double AllocatedBytes, double Allocations, double TemporaryAllocations)
{
    /// <summary>
    /// What is added to a variance, in its largest samples. The variance is estimated from the same few samples as the figure: where chance gave fewer than there should be, both are too small. Of a Poisson
    /// distribution of mean m, the k for which |k - m| ≤ z√m reach z√(k + z²/4) to both sides of k + z²/2 (the score interval); for z = 3 standard errors, that z²/4.
    /// </summary>
    private const double SamplesMore = 9.0 / 4;

    /// <summary>What the largest single sample adds to each.</summary>
    public LargestSamples Largest { get; init; }

    /// <summary>The standard errors of the figures: of three of them it is all but certain that they reach to the truth, however few samples there are.</summary>
    public FigureErrors StandardErrors => new(
        Error(AtPeakBytes, Largest.AtPeakBytes), Error(AtPeakAllocations, Largest.AtPeakAllocations), Error(LiveAtEndBytes, Largest.LiveAtEndBytes),
        Error(LiveAtEndAllocations, Largest.LiveAtEndAllocations), Error(AllocatedBytes, Largest.AllocatedBytes), Error(Allocations, Largest.Allocations),
        Error(TemporaryAllocations, Largest.TemporaryAllocations));

    /// <summary>The variances of two sets of blocks together.</summary>
    public static FigureVariances? operator +(FigureVariances? left, FigureVariances? right) => left is null ? right : right is null ? left : new FigureVariances(
        left.AtPeakBytes + right.AtPeakBytes, left.AtPeakAllocations + right.AtPeakAllocations,
        left.LiveAtEndBytes + right.LiveAtEndBytes, left.LiveAtEndAllocations + right.LiveAtEndAllocations,
        left.AllocatedBytes + right.AllocatedBytes, left.Allocations + right.Allocations,
        left.TemporaryAllocations + right.TemporaryAllocations) { Largest = LargestSamples.Of(left.Largest, right.Largest) };

    /// <summary>The same as <c>left + right</c>.</summary>
    public static FigureVariances? Add(FigureVariances? left, FigureVariances? right) => left + right;

    /// <summary>The variances of a set of blocks without some of them. Which of its samples is the largest is not known then: none is larger than before.</summary>
    public static FigureVariances? operator -(FigureVariances? left, FigureVariances? right) => left is null || right is null ? left : new FigureVariances(
        left.AtPeakBytes - right.AtPeakBytes, left.AtPeakAllocations - right.AtPeakAllocations,
        left.LiveAtEndBytes - right.LiveAtEndBytes, left.LiveAtEndAllocations - right.LiveAtEndAllocations,
        left.AllocatedBytes - right.AllocatedBytes, left.Allocations - right.Allocations,
        left.TemporaryAllocations - right.TemporaryAllocations) { Largest = left.Largest };

    /// <summary>The same as <c>left - right</c>.</summary>
    public static FigureVariances? Subtract(FigureVariances? left, FigureVariances? right) => left - right;

    /// <summary>
    /// Of the figures of one site, whose blocks each count as <paramref name="weight"/>. Of a block that is sampled with chance p and then counts as W, where W is 1 / p on average, p·W² − 1 is
    /// the variance, and the sum of W² − W over the sampled blocks has just that as its mean. Sites are of one weight, so of blocks of nearly one size.
    /// </summary>
    public static FigureVariances? Of(in Figures figures, long weight)
    {
        if (weight <= 1 || figures.IsZero)
            return null;
        double excess = weight - 1;
        return new FigureVariances(
            OfBytes(figures.AtPeakBytes, figures.AtPeakAllocations, excess), OfBlocks(figures.AtPeakAllocations, excess),
            OfBytes(figures.LiveAtEndBytes, figures.LiveAtEndAllocations, excess), OfBlocks(figures.LiveAtEndAllocations, excess),
            OfBytes(figures.AllocatedBytes, figures.Allocations, excess), OfBlocks(figures.Allocations, excess),
            OfBlocks(figures.TemporaryAllocations, excess)) { Largest = LargestSamples.Of(figures, weight) };
    }

    // A variance is at least that of the largest sample in it; in what is left of a set that sample may not be.
    private static double Error(double variance, double largest) => Math.Sqrt(Math.Max(variance + SamplesMore * Math.Min(largest, variance), 0));

    // n blocks of weight W are estimated as n·W: n·W·(W − 1).
    private static double OfBlocks(long blocks, double excess) => Math.Max(blocks, 0) * excess;

    // Each of them with the square of its size.
    private static double OfBytes(long bytes, long blocks, double excess) => blocks > 0 ? (double)bytes / blocks * bytes * excess : 0;
}
