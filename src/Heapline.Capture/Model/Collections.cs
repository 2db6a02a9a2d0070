namespace Heapline.Capture;

/// <summary>Garbage collections of one generation of a process's objects, between two looks at the interpreter's own counters.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Generation">0 the youngest objects, 1 those that outlived some collections, 2 all: a full collection.</param>
/// <param name="StartNs">The look before, in nanoseconds since the start of the run.</param>
/// <param name="EndNs">The look that found them.</param>
/// <param name="Count">How many there were.</param>
/// <param name="FreedObjects">How many objects they found that nobody could reach any more.</param>
public readonly record struct Collections(int Process, int Generation, long StartNs, long EndNs, long Count, long FreedObjects)
{
    /// <summary>Whether these were full collections.</summary>
    public bool AreFull => Generation == 2;
}
