namespace Heapline.Cli.Running;

/// <summary>What the user asked <c>mprof run</c> for.</summary>
/// <param name="Program">The program and its arguments, as <see cref="RunArguments.Split"/> returns them.</param>
/// <param name="Output">The capture; null to name it after the program.</param>
/// <param name="Interval">Time between two readings of resident memory.</param>
/// <param name="CurveOnly">Whether to record the memory curve alone.</param>
/// <param name="AsPython">Whether the program is a Python script whatever its name.</param>
/// <param name="Quiet">Whether to say nothing after the run.</param>
internal sealed record RecordingRequest(
    IReadOnlyList<string> Program, string? Output, TimeSpan Interval, bool CurveOnly, bool AsPython, bool Quiet);
