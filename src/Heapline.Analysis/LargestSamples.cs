namespace Heapline.Analysis;

/// <summary>What the largest single sample of a set of blocks adds to each of its <see cref="FigureVariances"/>, in squared bytes or squared blocks; single precision is enough for it.</summary>
/// <param name="AtPeakBytes">To that of the bytes alive at the peak.</param>
/// <param name="AtPeakAllocations">To that of the blocks alive at the peak.</param>
/// <param name="LiveAtEndBytes">To that of the bytes alive at the end.</param>
/// <param name="LiveAtEndAllocations">To that of the blocks alive at the end.</param>
/// <param name="AllocatedBytes">To that of the bytes handed out.</param>
/// <param name="Allocations">To that of the blocks handed out.</param>
/// <param name="TemporaryAllocations">To that of the temporary blocks.</param>
public readonly record struct LargestSamples(
    float AtPeakBytes, float AtPeakAllocations, float LiveAtEndBytes, float LiveAtEndAllocations,
    float AllocatedBytes, float Allocations, float TemporaryAllocations)
{
    /// <summary>Of two sets of blocks together.</summary>
    internal static LargestSamples Of(in LargestSamples left, in LargestSamples right) => new(
        Math.Max(left.AtPeakBytes, right.AtPeakBytes), Math.Max(left.AtPeakAllocations, right.AtPeakAllocations),
        Math.Max(left.LiveAtEndBytes, right.LiveAtEndBytes), Math.Max(left.LiveAtEndAllocations, right.LiveAtEndAllocations),
        Math.Max(left.AllocatedBytes, right.AllocatedBytes), Math.Max(left.Allocations, right.Allocations),
        Math.Max(left.TemporaryAllocations, right.TemporaryAllocations));

    /// <summary>Of one site, whose blocks each count as <paramref name="weight"/>: they are of nearly one size, so the largest is any of them.</summary>
    internal static LargestSamples Of(in Figures figures, long weight)
    {
        double each = (double)weight * (weight - 1);
        return new LargestSamples(
            OfBytes(figures.AtPeakBytes, figures.AtPeakAllocations, each), OfBlocks(figures.AtPeakAllocations, each),
            OfBytes(figures.LiveAtEndBytes, figures.LiveAtEndAllocations, each), OfBlocks(figures.LiveAtEndAllocations, each),
            OfBytes(figures.AllocatedBytes, figures.Allocations, each), OfBlocks(figures.Allocations, each),
            OfBlocks(figures.TemporaryAllocations, each));
    }

    private static float OfBlocks(long blocks, double each) => blocks > 0 ? (float)each : 0;

    private static float OfBytes(long bytes, long blocks, double each) => blocks > 0 ? (float)(each * ((double)bytes / blocks) * ((double)bytes / blocks)) : 0;
}
