using Heapline.Agent.Native;

namespace Heapline.Agent.Python;

/// <summary>
/// How often the main interpreter has collected each of its generations: its own counters, those behind <c>gc.get_stats()</c>. Nothing is hooked or called for it, so the
/// program neither sees it nor pays for it; whoever wants to know looks now and then, with the GIL held.
/// <code>
///  generation_stats   collections │ collected │ uncollectable   of generation 0 (the youngest), then of 1, then of 2 (full collections)
///                     8 bytes each
/// </code>
/// From 3.13 on the process says itself where they are, as the micro versions of 3.14 do not agree; before, the table of offsets does.
/// </summary>
internal static unsafe class GarbageCounters
{
    /// <summary>Number of generations.</summary>
    public const int Generations = 3;

    private const int WordsOfGeneration = 3;
    /// <summary>A counter that seems to have moved on by more is none.</summary>
    private const long MostAtOnce = 1L << 40;
    /// <summary>No interpreter's state is that large; a description that says so describes something else.</summary>
    private const ulong MostBytes = 1 << 24;

    private struct Seen
    {
        public long Collections, Collected;
    }

    private static long* _counters;
    private static Seen _young, _middle, _full;

    /// <summary>Finds the counters of an interpreter, and takes what they say for the past; where they are not known, nothing ever moves.</summary>
    public static void Begin(in Offsets offsets, nint interpreter)
    {
        _counters = Find(offsets, interpreter);
        for (var generation = 0; generation < Generations; generation++) Moved(generation, out _, out _);
    }

    /// <summary>Forgets what has moved since the last look: it was another process's.</summary>
    public static void Forget()
    {
        for (var generation = 0; generation < Generations; generation++) Moved(generation, out _, out _);
    }

    /// <summary>How often a generation was collected since the last look at it, and how many objects that freed; false when it was not.</summary>
    public static bool Moved(int generation, out long collections, out long collected)
    {
        collections = collected = 0;
        if (_counters == null) return false;
        var counter = _counters + generation * WordsOfGeneration;
        var now = new Seen { Collections = counter[0], Collected = counter[1] };
        Seen before;
        if (generation == 0) (before, _young) = (_young, now);
        else if (generation == 1) (before, _middle) = (_middle, now);
        else (before, _full) = (_full, now);
        collections = now.Collections - before.Collections;
        collected = now.Collected - before.Collected;
        return collections is > 0 and < MostAtOnce && collected is >= 0 and < MostAtOnce;
    }

    private static long* Find(in Offsets offsets, nint interpreter)
    {
        if (offsets.RuntimeCollections >= 0) return (long*)(PyApi.PyRuntime + offsets.RuntimeCollections);
        if (offsets.InterpreterCollections >= 0) return (long*)(interpreter + offsets.InterpreterCollections);
        if (offsets.DescribedCollector < 0) return null;
        var description = (ulong*)PyApi.PyRuntime;
        var collecting = description[offsets.DescribedCollecting];
        var before = (ulong)(Generations * WordsOfGeneration * sizeof(long));
        var at = description[offsets.DescribedCollector] + collecting - before;
        return collecting < before || at % sizeof(long) != 0 || at > MostBytes ? null : (long*)(interpreter + (nint)at);
    }
}
