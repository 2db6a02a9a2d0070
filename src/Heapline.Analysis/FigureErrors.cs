namespace Heapline.Analysis;

/// <summary>Standard errors of estimated <see cref="Figures"/>, in bytes or blocks; 0 where a figure is exact.</summary>
/// <param name="AtPeakBytes">Of the bytes alive at the peak.</param>
/// <param name="AtPeakAllocations">Of the blocks alive at the peak.</param>
/// <param name="LiveAtEndBytes">Of the bytes alive at the end.</param>
/// <param name="LiveAtEndAllocations">Of the blocks alive at the end.</param>
/// <param name="AllocatedBytes">Of the bytes handed out.</param>
/// <param name="Allocations">Of the blocks handed out.</param>
/// <param name="TemporaryAllocations">Of the temporary blocks.</param>
public readonly record struct FigureErrors(
    double AtPeakBytes, double AtPeakAllocations, double LiveAtEndBytes, double LiveAtEndAllocations,
    double AllocatedBytes, double Allocations, double TemporaryAllocations)
{
    /// <summary>The one that <paramref name="key"/> names.</summary>
    public double By(SortKey key) => key switch
    {
        SortKey.End => LiveAtEndBytes,
        SortKey.Allocated => AllocatedBytes,
        SortKey.Count => Allocations,
        SortKey.Temporary => TemporaryAllocations,
        _ => AtPeakBytes,
    };
}
