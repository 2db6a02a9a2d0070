namespace Heapline.Report.Tests;

/// <summary>A block of the simulated run. Ticks count from 0 in each process.</summary>
/// <param name="Site">Index of the site.</param>
/// <param name="Process">Index of the process.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Allocated">The tick it was allocated in.</param>
/// <param name="Freed">The tick it was freed in; null when it never was.</param>
/// <param name="IsTemporary">Whether it was freed before the next allocation of its thread.</param>
internal sealed record SimulatedBlock(int Site, int Process, long Bytes, int Allocated, int? Freed, bool IsTemporary);
