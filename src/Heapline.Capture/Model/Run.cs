namespace Heapline.Capture;

/// <summary>What is known of a run when it starts.</summary>
/// <param name="HeaplineVersion">Version of the program that wrote the capture.</param>
/// <param name="Command">The command line that was run, one item an argument.</param>
/// <param name="WorkingDirectory">Folder that relative file names start from.</param>
/// <param name="Mode"><c>exact</c> (every allocation), <c>sampled</c>, <c>budget</c> (exact until that costs too much), or <c>time</c> (the memory curve alone).</param>
/// <param name="StartedAt">Start of the run; every time in the capture counts from here.</param>
/// <param name="IntervalNs">Nanoseconds between two readings of resident memory.</param>
public sealed record RunInfo(
    string HeaplineVersion, IReadOnlyList<string> Command, string WorkingDirectory, string Mode, DateTimeOffset StartedAt, long IntervalNs);

/// <summary>How a run ended.</summary>
/// <param name="DurationNs">Nanoseconds from start to end.</param>
/// <param name="ExitCode">The program's exit code; 128 plus the signal when a signal ended it.</param>
/// <param name="Signal">The signal that ended it, 0 for none.</param>
/// <param name="Note">What the reader of a report should know, in a plain sentence (for example that the profiler could not enter the program); empty for nothing.</param>
public sealed record RunEnd(long DurationNs, int ExitCode, int Signal, string Note);
