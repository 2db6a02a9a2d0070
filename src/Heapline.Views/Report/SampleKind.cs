namespace Heapline.Views.Report;

/// <summary>
/// How the blocks of a site were sampled. The page estimates the error of a site from its sums, as <c>FigureVariances</c> does: the mean size of its blocks counts, squared. So sites whose blocks are of
/// other sizes cannot be put together without that error becoming smaller, be their weight the same, as it may be of blocks that were sampled at another rate.
/// </summary>
/// <param name="Weight">What each recorded block is counted as: 1, or more where blocks were sampled.</param>
/// <param name="Size">Bytes of each sampled block, where all figures of the site are of blocks of one size; else 0.</param>
/// <param name="Apart">The number of a site whose sampled blocks are of several sizes: none other is like it; else -1.</param>
internal readonly record struct SampleKind(long Weight, long Size, int Apart)
{
    /// <summary>Of blocks that were recorded whatever chance said.</summary>
    public static SampleKind Exact { get; } = new(1, 0, -1);
}
