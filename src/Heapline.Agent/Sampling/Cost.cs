using System;
using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Sampling;

/// <summary>
/// What recording costs the program, as far as it can be told from within: the price of an event and of each frame that a walk finds changed, measured once at the start, and how
/// many frames those were; and while sampling, the number of events and the time of one in <see cref="Every"/>. Figures for the segment's header; the collector makes a sum of them.
/// </summary>
internal static unsafe class Cost
{
    /// <summary>One event in so many is timed: two looks at the clock cost about as much as the event itself.</summary>
    private const uint Every = 64;
    /// <summary>What takes longer was not the hook's doing: the thread had to give up its processor, or waited for room in its lane, which is counted by itself.</summary>
    private const ulong LongestNs = 20_000;
    private const int Rounds = 256;

    private static SegmentHeader* _header;
    private static uint _events;

    /// <summary>Takes a fresh segment.</summary>
    public static void Begin(SegmentHeader* header)
    {
        header->EventPicoseconds = _header != null ? _header->EventPicoseconds : 0;
        header->ClockPicoseconds = _header != null ? _header->ClockPicoseconds : 0;
        header->FramePicoseconds = _header != null ? _header->FramePicoseconds : 0;
        _header = header;
    }

    /// <summary>
    /// Measures the price of finding out who runs on this thread, with the GIL held. It writes what the program's first event would write anyway: the nodes of the stack.
    /// </summary>
    public static void Measure<TPython>()
        where TPython : struct, IPython
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return;
        ThreadTable.Leave(thread);
        ulong best = ulong.MaxValue, whole = ulong.MaxValue, clock = ulong.MaxValue;
        // The best of a few: at the others something came between.
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var began = LibC.MonotonicNs();
            Walk<TPython>(false);
            var same = LibC.MonotonicNs();
            Walk<TPython>(true);
            var changed = LibC.MonotonicNs();
            for (var i = 0; i < Rounds; i++) LibC.MonotonicNs();
            var ended = LibC.MonotonicNs();
            best = Math.Min(best, same - began);
            whole = Math.Min(whole, changed - same);
            clock = Math.Min(clock, ended - changed);
        }
        _header->EventPicoseconds = best * 1000 / Rounds;
        _header->ClockPicoseconds = clock * 1000 / Rounds;
        var frames = (ulong)Math.Max(thread->FrameCount, 1);
        _header->FramePicoseconds = whole > best ? (whole - best) * 1000 / (Rounds * frames) : 0;
        _header->ChangedFrames = 0;
    }

    /// <summary>Finds out who runs on this thread, <see cref="Rounds"/> times; with <paramref name="anew"/> as if every frame were another than before.</summary>
    private static void Walk<TPython>(bool anew)
        where TPython : struct, IPython
    {
        for (var i = 0; i < Rounds; i++)
        {
            var thread = ThreadTable.Enter();
            if (thread == null) return;
            if (anew) thread->FrameCount = 0;
            var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
            StackCapture.Node<TPython>(thread, lane, state);
            ThreadTable.Leave(thread);
        }
    }

    /// <summary>A walk has found so many frames changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Walked(int frames) => _header->ChangedFrames += (uint)frames;

    /// <summary>The program is over: notes the processor time that it has taken.</summary>
    public static void NoteProcessorTime()
    {
        const int processClock = 2; // CLOCK_PROCESS_CPUTIME_ID
        TimeSpec time;
        if (_header != null && LibC.clock_gettime(processClock, &time) == 0)
            _header->ProcessorNs = (ulong)time.Seconds * 1_000_000_000 + (ulong)time.Nanoseconds;
    }

    /// <summary>An event begins that is to be recorded. Returns when, if it is one to be timed; else 0.</summary>
    /// <remarks>Threads without the GIL may count at the same time and lose a count: it is an estimate.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EventBegins() => ++_events % Every == 0 ? LibC.MonotonicNs() : 0;

    /// <summary>The event that <see cref="EventBegins"/> announced has been recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EventEnds(ulong began)
    {
        if (began != 0) Note(began);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Note(ulong began)
    {
        var took = LibC.MonotonicNs() - began;
        _header->Events += Every;
        if (took > LongestNs) return;
        _header->TimedEvents++;
        _header->TimedNs += took;
    }
}
