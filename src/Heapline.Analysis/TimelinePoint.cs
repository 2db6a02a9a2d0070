namespace Heapline.Analysis;

/// <summary>One point of a memory curve.</summary>
/// <param name="Seconds">Seconds since the start of the run.</param>
/// <param name="Bytes">Memory at that instant, in bytes.</param>
public readonly record struct TimelinePoint(double Seconds, long Bytes);
