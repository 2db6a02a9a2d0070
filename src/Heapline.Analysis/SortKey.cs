namespace Heapline.Analysis;

/// <summary>The figure that a report is ordered and cut by.</summary>
public enum SortKey
{
    /// <summary>Bytes alive at the peak.</summary>
    Peak,
    /// <summary>Bytes alive at the end.</summary>
    End,
    /// <summary>Bytes allocated over the whole run.</summary>
    Allocated,
    /// <summary>Number of allocations over the whole run.</summary>
    Count,
    /// <summary>Number of temporary allocations.</summary>
    Temporary,
}
