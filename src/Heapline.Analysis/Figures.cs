namespace Heapline.Analysis;

/// <summary>What is known of a set of blocks: those of a site, a line, a call stack, or a whole run. Bytes are as asked for; arenas are not counted.</summary>
/// <param name="AtPeakBytes">Bytes alive at the peak.</param>
/// <param name="AtPeakAllocations">Blocks alive at the peak.</param>
/// <param name="LiveAtEndBytes">Bytes alive at the end of the process.</param>
/// <param name="LiveAtEndAllocations">Blocks alive at the end of the process.</param>
/// <param name="AllocatedBytes">Bytes handed out over the whole run.</param>
/// <param name="Allocations">Blocks handed out over the whole run.</param>
/// <param name="TemporaryAllocations">Blocks freed before the next allocation of their thread.</param>
public readonly record struct Figures(
    long AtPeakBytes, long AtPeakAllocations, long LiveAtEndBytes, long LiveAtEndAllocations,
    long AllocatedBytes, long Allocations, long TemporaryAllocations)
{
    /// <summary>How uncertain the figures are; null where every block was recorded.</summary>
    public FigureVariances? Variances { get; init; }

    /// <summary>The standard errors of the figures; all 0 where they are exact.</summary>
    public FigureErrors StandardErrors => Variances?.StandardErrors ?? default;

    /// <summary>The standard error of the one figure that <paramref name="key"/> names, in its unit; 0 where it is exact.</summary>
    public double StandardError(SortKey key) => StandardErrors.By(key);

    /// <summary>The figures of two sets of blocks together.</summary>
    public static Figures operator +(Figures left, Figures right) => new(
        left.AtPeakBytes + right.AtPeakBytes, left.AtPeakAllocations + right.AtPeakAllocations,
        left.LiveAtEndBytes + right.LiveAtEndBytes, left.LiveAtEndAllocations + right.LiveAtEndAllocations,
        left.AllocatedBytes + right.AllocatedBytes, left.Allocations + right.Allocations,
        left.TemporaryAllocations + right.TemporaryAllocations) { Variances = left.Variances + right.Variances };

    /// <summary>What is left of a set of blocks without some of them.</summary>
    public static Figures operator -(Figures left, Figures right) => new(
        left.AtPeakBytes - right.AtPeakBytes, left.AtPeakAllocations - right.AtPeakAllocations,
        left.LiveAtEndBytes - right.LiveAtEndBytes, left.LiveAtEndAllocations - right.LiveAtEndAllocations,
        left.AllocatedBytes - right.AllocatedBytes, left.Allocations - right.Allocations,
        left.TemporaryAllocations - right.TemporaryAllocations) { Variances = left.Variances - right.Variances };

    /// <summary>The same as <c>left - right</c>.</summary>
    public static Figures Subtract(Figures left, Figures right) => left - right;

    /// <summary>The same as <c>left + right</c>.</summary>
    public static Figures Add(Figures left, Figures right) => left + right;

    /// <summary>Whether nothing was ever allocated here, nor alive at the peak.</summary>
    public bool IsZero => Allocations == 0 && AtPeakAllocations == 0 && LiveAtEndAllocations == 0;

    /// <summary>The one figure that <paramref name="key"/> names: bytes, or a number of blocks.</summary>
    public long By(SortKey key) => key switch
    {
        SortKey.End => LiveAtEndBytes,
        SortKey.Allocated => AllocatedBytes,
        SortKey.Count => Allocations,
        SortKey.Temporary => TemporaryAllocations,
        _ => AtPeakBytes,
    };

    /// <summary>Orders the larger first: by <paramref name="key"/>, then by what is alive at the peak, then by what was allocated.</summary>
    public static int LargerFirst(in Figures left, in Figures right, SortKey key)
    {
        int order = right.By(key).CompareTo(left.By(key));
        if (order == 0)
            order = right.AtPeakBytes.CompareTo(left.AtPeakBytes);
        return order != 0 ? order : right.AllocatedBytes.CompareTo(left.AllocatedBytes);
    }
}
