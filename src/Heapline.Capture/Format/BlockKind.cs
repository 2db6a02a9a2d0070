namespace Heapline.Capture.Format;

/// <summary>
/// What the records of a block are. Writing one after the other in this order puts every definition before its first use.
/// A reader passes over kinds that it does not know. Append, never renumber.
/// <see cref="End"/> is written last, whatever its number.
/// </summary>
internal enum BlockKind : byte
{
    Run = 1,
    Processes = 2,
    Threads = 3,
    Functions = 4,
    Stacks = 5,
    Sites = 6,
    Sources = 7,
    Ticks = 8,
    Samples = 9,
    Peaks = 10,
    Spans = 11,
    ProcessEnds = 12,
    End = 13,
    Sampling = 14,
    Tree = 15,
    ProcessDetails = 16,
    ThreadDetails = 17,
    Cost = 18,
    Limits = 19,
    Phases = 20,
    Collections = 21,
    Redactions = 22,
    Lines = 23,
    Modules = 24,
}
