using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The figures of one process of a run.</summary>
/// <param name="Process">The process.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Kind">How it came to be.</param>
/// <param name="Parent">Index of its parent; -1 when that is not in the capture.</param>
/// <param name="EndNs">When it ended, nanoseconds since the start of the run; null when that was not seen.</param>
/// <param name="Threads">Threads that allocated.</param>
/// <param name="PeakHeapBytes">Most bytes alive at once of what it asked for itself, exact to the event.</param>
/// <param name="InheritedBytes">Bytes that it began with, its parent's; 0 for no fork.</param>
/// <param name="InheritedAtEndBytes">How many of those it had still when it ended.</param>
/// <param name="Figures">What it asked for itself; at its own peak.</param>
/// <param name="PeakResidentBytes">Most resident memory, as sampled.</param>
/// <param name="PeakProportionalBytes">Most proportional memory (PSS), as sampled; 0 when never read.</param>
public sealed record ProcessFigures(
    ProcessInfo Process, string Name, ProcessKind Kind, int Parent, long? EndNs, int Threads, long PeakHeapBytes, long InheritedBytes,
    long InheritedAtEndBytes, Figures Figures, long PeakResidentBytes, long PeakProportionalBytes)
{
    /// <summary>Standard error of <see cref="InheritedBytes"/>; 0 where it is exact.</summary>
    public double InheritedError { get; init; }

    /// <summary>Standard error of <see cref="InheritedAtEndBytes"/>; 0 where it is exact.</summary>
    public double InheritedAtEndError { get; init; }
}
