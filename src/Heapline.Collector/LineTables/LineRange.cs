namespace Heapline.Collector.LineTables;

/// <summary>A run of bytecode that belongs to one source line.</summary>
/// <param name="Start">Offset of its first instruction, bytes.</param>
/// <param name="End">Offset of the first instruction after it, bytes.</param>
/// <param name="Line">Source line, from 1; 0 for instructions that the compiler made up and gave no line.</param>
public readonly record struct LineRange(int Start, int End, int Line);
