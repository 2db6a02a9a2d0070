namespace Heapline.Analysis;

/// <summary>One call of a decorated function on the time axis.</summary>
/// <param name="Label">The function's name, as short as it can be without being mistaken for another decorated function of the run.</param>
/// <param name="Function">Number of the function among the run's decorated functions, from 0 in order of first call.</param>
/// <param name="StartSeconds">Start of the call, seconds since the start of the run.</param>
/// <param name="EndSeconds">End of the call, seconds since the start of the run.</param>
/// <param name="StartResidentBytes">Resident memory at the call, in bytes.</param>
/// <param name="EndResidentBytes">Resident memory at the return, in bytes.</param>
/// <param name="Level">How many decorated calls were open around it.</param>
public sealed record TimelineSpan(
    string Label, int Function, double StartSeconds, double EndSeconds, long StartResidentBytes, long EndResidentBytes, int Level)
{
    /// <summary>How long the call took, in seconds.</summary>
    public double DurationSeconds => EndSeconds - StartSeconds;
}
