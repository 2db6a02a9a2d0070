namespace Heapline.Analysis.Dat;

/// <summary>The readings of one child process, <c>CHLD 11191 38.140625 1795324192.6486</c> each.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Readings">Its readings, in order of time.</param>
public sealed record DatChild(int Pid, IReadOnlyList<DatReading> Readings);
