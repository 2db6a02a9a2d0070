namespace Heapline.Capture;

/// <summary>What is known of lines of a decorated function, as line profiling measured it in one process.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Function">The function; functions and classes inside it count for it.</param>
/// <param name="Lines">Its lines that have run, in rising order.</param>
public sealed record LineFigures(int Process, FunctionId Function, IReadOnlyList<LineFigure> Lines);

/// <summary>One line, in the columns of memory_profiler's report.</summary>
/// <param name="Line">1-based number of the line in its file.</param>
/// <param name="Occurrences">How often a stretch of execution on this line has ended.</param>
/// <param name="HighestBytes">The most resident memory at such an end, in bytes: Mem usage.</param>
/// <param name="IncrementBytes">Sum of what resident memory grew by over these stretches, in bytes; the function's first line begins with all there was.</param>
public readonly record struct LineFigure(int Line, long Occurrences, long HighestBytes, long IncrementBytes);
