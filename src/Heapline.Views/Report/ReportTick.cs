namespace Heapline.Views.Report;

/// <summary>A tick as the page has it.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="StartNs">Nanoseconds since the start of the run.</param>
/// <param name="EndNs">Nanoseconds since the start of the run.</param>
/// <param name="HeapBytes">Bytes alive at its end.</param>
/// <param name="HeapBytesHigh">The most bytes alive within.</param>
/// <param name="ArenaBytes">Bytes in pymalloc's arenas at its end.</param>
/// <param name="Changes">By site, rising.</param>
/// <param name="Frees">By site and then tick allocated, rising.</param>
internal sealed record ReportTick(
    int Process, long StartNs, long EndNs, long HeapBytes, long HeapBytesHigh, long ArenaBytes,
    IReadOnlyList<ReportChange> Changes, IReadOnlyList<ReportFree> Frees);
