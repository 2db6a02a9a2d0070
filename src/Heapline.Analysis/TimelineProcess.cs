namespace Heapline.Analysis;

/// <summary>The memory curves of one process.</summary>
/// <param name="Index">Index of the process in its capture; 0 is the program itself.</param>
/// <param name="Pid">Process id; 0 when the capture does not say.</param>
/// <param name="Resident">Resident memory as sampled.</param>
/// <param name="Heap">Bytes alive on the heap, the highest instant of each tick included.</param>
public sealed record TimelineProcess(int Index, int Pid, TimelineSeries Resident, TimelineSeries Heap)
{
    /// <summary>What to call it; empty when the capture does not say.</summary>
    public string Name { get; init; } = "";

    /// <summary>The trend of resident memory; null where there are too few readings for one.</summary>
    public TrendLine? Trend { get; init; }
}
