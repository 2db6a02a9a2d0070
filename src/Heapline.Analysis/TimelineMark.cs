namespace Heapline.Analysis;

/// <summary>A mark that the program set.</summary>
/// <param name="Name">As the program named it.</param>
/// <param name="Seconds">When, seconds since the start of the run.</param>
/// <param name="HeapBytes">Bytes that its process had alive there.</param>
public sealed record TimelineMark(string Name, double Seconds, long HeapBytes);
