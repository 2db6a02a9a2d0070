namespace Heapline.Capture;

/// <summary>What one site did within one tick.</summary>
/// <param name="Site">The site.</param>
/// <param name="Allocations">Blocks handed out in the tick. A realloc is one block freed and one handed out.</param>
/// <param name="AllocatedBytes">Their sizes as asked for, in bytes.</param>
/// <param name="FreedWithin">How many of those blocks were freed within the same tick.</param>
/// <param name="FreedWithinBytes">Their bytes.</param>
/// <param name="Temporary">How many of them were freed before the next allocation of their thread.</param>
public readonly record struct SiteChange(
    SiteId Site, long Allocations, long AllocatedBytes, long FreedWithin, long FreedWithinBytes, long Temporary);

/// <summary>Blocks that were freed in a later tick than they were allocated in.</summary>
/// <param name="Site">The site that allocated them.</param>
/// <param name="AllocatedTick">Number of the tick in which they were allocated (a tick of the same process).</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Temporary">How many of them were freed before the next allocation of the thread that allocated them.</param>
public readonly record struct LaterFree(SiteId Site, int AllocatedTick, long Count, long Bytes, long Temporary);

/// <summary>What one process did in one span of time. Only ticks in which something changed are in a capture.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Number">Number of the tick, rising within a process; gaps are ticks in which nothing changed.</param>
/// <param name="StartNs">Nanoseconds since the start of the run.</param>
/// <param name="EndNs">Nanoseconds since the start of the run; not before <paramref name="StartNs"/>.</param>
/// <param name="HeapBytes">Bytes alive at the end of the tick (arenas not counted).</param>
/// <param name="HeapBytesHigh">The most bytes alive at any one event within the tick.</param>
/// <param name="ArenaBytes">Bytes in pymalloc's arenas at the end of the tick.</param>
/// <param name="Changes">One entry for every site that allocated in the tick.</param>
/// <param name="LaterFrees">Blocks of earlier ticks that were freed in this one.</param>
public sealed record Tick(
    int Process, int Number, long StartNs, long EndNs, long HeapBytes, long HeapBytesHigh, long ArenaBytes,
    IReadOnlyList<SiteChange> Changes, IReadOnlyList<LaterFree> LaterFrees);

/// <summary>The memory of a process as the kernel counts it, at one instant.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="TimeNs">Nanoseconds since the start of the run.</param>
/// <param name="ResidentBytes">Resident set in bytes, without the profiler's own share.</param>
public readonly record struct MemorySample(int Process, long TimeNs, long ResidentBytes);

/// <summary>Blocks of one site that were alive at one instant.</summary>
/// <param name="Site">The site.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Bytes">Their bytes.</param>
public readonly record struct LiveBlocks(SiteId Site, long Count, long Bytes);

/// <summary>The instant at which a process had the most bytes alive, exact to the event, and what was alive then.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="TimeNs">Nanoseconds since the start of the run, to the resolution of a tick.</param>
/// <param name="HeapBytes">Bytes alive at that instant.</param>
/// <param name="Blocks">What was alive, by site; the bytes add up to <paramref name="HeapBytes"/>.</param>
public sealed record Peak(int Process, long TimeNs, long HeapBytes, IReadOnlyList<LiveBlocks> Blocks);

/// <summary>One call of a decorated function.</summary>
/// <param name="Thread">Index of the thread.</param>
/// <param name="Function">The function.</param>
/// <param name="StartNs">Nanoseconds since the start of the run.</param>
/// <param name="EndNs">Nanoseconds since the start of the run.</param>
/// <param name="StartResidentBytes">Resident memory at the call, in bytes.</param>
/// <param name="EndResidentBytes">Resident memory at the return, in bytes.</param>
/// <param name="Level">How many decorated calls were open around it.</param>
public readonly record struct FunctionSpan(
    int Thread, FunctionId Function, long StartNs, long EndNs, long StartResidentBytes, long EndResidentBytes, int Level);

/// <summary>The end of one process, and what profiling it cost.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="EndNs">Nanoseconds since the start of the run.</param>
/// <param name="LostEvents">Events that were not recorded; 0 unless the collector died or was cut off.</param>
/// <param name="RingWaits">How often the program waited because the ring was full.</param>
/// <param name="AgentBytes">Private memory that the agent held inside the process at the end, in bytes.</param>
public sealed record ProcessEnd(int Process, long EndNs, long LostEvents, long RingWaits, long AgentBytes);
