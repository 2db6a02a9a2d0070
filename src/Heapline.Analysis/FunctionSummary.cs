namespace Heapline.Analysis;

/// <summary>One function with its memory.</summary>
/// <param name="Name">Name of the function; empty for what no Python code asked for.</param>
/// <param name="File">Its file as the interpreter names it.</param>
/// <param name="Own">What its own lines asked for.</param>
/// <param name="Total">What was asked for while it was running: its own and that of everything it called.</param>
public sealed record FunctionSummary(string Name, string File, Figures Own, Figures Total)
{
    /// <summary>Orders the function with most in total first, then the one with most of its own.</summary>
    public static int LargerFirst(FunctionSummary left, FunctionSummary right, SortKey key)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int order = Figures.LargerFirst(left.Total, right.Total, key);
        if (order == 0)
            order = Figures.LargerFirst(left.Own, right.Own, key);
        if (order == 0)
            order = string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.File, right.File);
    }
}
