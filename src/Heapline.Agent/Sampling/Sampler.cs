using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Sampling;

/// <summary>
/// Decides which blocks are recorded: a Poisson process over the bytes asked for. A block of s bytes is sampled with probability 1 - e^(-(s + 1) / interval); one that is not smaller
/// than the interval always is. With an interval of 1, which is level 0, that is every block.
/// </summary>
/// <remarks>
/// Each countdown has its points on a line of its own, all bytes that go by it one after the other, and what is sampled is what lies on a point. Where the points are is the seed's alone. So a few bytes
/// more at one time (a longer path, another table of the allocator's) move a sample to a neighbour, and all later ones by no more than that.
/// </remarks>
internal static unsafe class Sampler
{
    /// <summary>The block is not recorded.</summary>
    public const int NotSampled = -1;

    /// <summary>No block is that large: the allocator will refuse, and the countdown must not overflow.</summary>
    public const ulong LargestSize = 1UL << 47;

    private static SessionPage* _session;

    /// <summary>Of small blocks of CPython's allocators: of whoever holds the main interpreter's GIL.</summary>
    public static Countdown OfGilHolder;

    /// <summary>
    /// Whether several threads call CPython's allocators at a time (interpreters with a GIL of their own, or no GIL at all). Then <see cref="OfGilHolder"/> cannot be trusted, as decrements get
    /// lost, and is kept so low that every block gets the closer look, which goes by the thread's own countdown.
    /// </summary>
    public static bool ManyAtOnce;

    /// <summary>Whether this process samples at all, now or later.</summary>
    public static bool Active { get; private set; }

    /// <summary>Gets ready; false when there is no memory.</summary>
    public static bool Initialize(SessionPage* session)
    {
        if (!KnownBlocks.Initialize()) return false;
        _session = session;
        Chance.Seed(session->SampleSeed);
        OfGilHolder = new Countdown { Stream = Chance.NewStream() };
        Active = true;
        return true;
    }

    /// <summary>A forked child draws anew: else it would sample where its parent does.</summary>
    public static void AfterForkInChild()
    {
        if (!Active) return;
        Chance.AfterForkInChild((uint)LibC.getpid());
        KnownBlocks.AfterForkInChild();
        OfGilHolder = new Countdown { Stream = Chance.NewStream() };
    }

    /// <summary>For a small block of CPython's allocators whose size has been taken off <see cref="OfGilHolder"/> already; see <see cref="Decide"/>.</summary>
    public static int DecideSmall(ThreadRecord* thread, Lane lane, nuint size)
    {
        if (lane == Lane.Side) ManyAtOnce = true;
        if (!ManyAtOnce) return Decide(ref OfGilHolder, size);
        OfGilHolder.Remaining = long.MinValue / 2;
        return DecideFor(thread, size);
    }

    /// <summary>For a block that goes by the thread's own countdown; see <see cref="Decide"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DecideFor(ThreadRecord* thread, nuint size) =>
        (thread->Countdown.Remaining -= (long)size + 1) >= 0 ? NotSampled : Decide(ref thread->Countdown, size);

    /// <summary>
    /// What becomes of a block whose size has brought the countdown below zero: <see cref="NotSampled"/>, or the level of its sampling, which its record carries; 0 for a block that is
    /// recorded whatever chance says, and counts as itself.
    /// </summary>
    /// <remarks>A new level of the session begins after the block at hand: that it came here at all was decided by the old one.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Decide(ref Countdown countdown, nuint size)
    {
        var charge = (long)size + 1;
        if (countdown.Interval == 0)
        {
            Draw(ref countdown);
            countdown.Remaining -= charge;
            if (countdown.Remaining >= 0) return NotSampled;
        }
        var level = NotSampled;
        if (charge >= countdown.Interval)
        {
            level = 0;
            countdown.Remaining += charge;
        }
        else
        {
            var left = countdown.Total;
            if (left >= 0) Set(ref countdown, left);
            else level = countdown.Level;
        }
        if (countdown.Level != _session->SampleLevel) Draw(ref countdown);
        else if (level > 0) GoOn(ref countdown);
        return level;
    }

    /// <summary>To the first point behind the block that was sampled: on it may lie several.</summary>
    private static void GoOn(ref Countdown countdown)
    {
        var bytes = countdown.Total;
        while (bytes < 0) bytes += Chance.Exponential(ref countdown.Stream, countdown.Interval);
        Set(ref countdown, bytes);
    }

    private static void Draw(ref Countdown countdown)
    {
        var level = (int)(Volatile.Read(ref _session->SampleLevel) & SessionPage.SampleLevels - 1);
        var interval = (long)_session->SampleIntervals[level];
        countdown.Level = level;
        countdown.Interval = interval > 0 ? interval : 1;
        if (countdown.Stream == 0) countdown.Stream = Chance.NewStream();
        Set(ref countdown, Chance.Exponential(ref countdown.Stream, countdown.Interval));
    }

    private static void Set(ref Countdown countdown, long bytes)
    {
        countdown.Remaining = bytes < countdown.Interval ? bytes : countdown.Interval - 1;
        countdown.Rest = bytes - countdown.Remaining;
    }
}
