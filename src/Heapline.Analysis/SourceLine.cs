namespace Heapline.Analysis;

/// <summary>One line of source, and what it asked for itself.</summary>
/// <param name="Place">Function, file and line.</param>
/// <param name="FunctionFirstLine">1-based line where the function's definition begins; 0 when unknown.</param>
/// <param name="Figures">What the line asked for.</param>
public sealed record SourceLine(Frame Place, int FunctionFirstLine, Figures Figures)
{
    /// <summary>Orders the line with most of <paramref name="key"/> first; equal ones by file, line and function.</summary>
    public static int HotterFirst(SourceLine left, SourceLine right, SortKey key)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int order = Figures.LargerFirst(left.Figures, right.Figures, key);
        if (order == 0)
            order = string.CompareOrdinal(left.Place.File, right.Place.File);
        if (order == 0)
            order = left.Place.Line.CompareTo(right.Place.Line);
        return order != 0 ? order : string.CompareOrdinal(left.Place.Function, right.Place.Function);
    }
}
