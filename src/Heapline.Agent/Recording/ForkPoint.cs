using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>
/// Notes in the parent's lane where it forks, so that the collector knows exactly what the child began with, and tells parent and child of each other.
/// </summary>
/// <remarks>
/// The note is written before the fork, by the thread that forks, and so stands before anything that parent or child do after it. Only what another thread
/// does without the GIL between note and fork may be taken for the wrong side of it. A child that forks before it had anything to record makes its segment for the note.
/// </remarks>
internal static unsafe class ForkPoint
{
    /// <summary>Forks of this process so far.</summary>
    private static uint _count;
    /// <summary>Number of the fork that is under way; 0 when it could not be noted.</summary>
    private static uint _noted;

    /// <summary>Which fork of its parent made this process; 0 when none did, or it is not known which.</summary>
    public static uint OfThisProcess { get; private set; }

    /// <summary><see cref="SegmentHeader.StartNs"/> of the parent; 0 when it had no segment.</summary>
    public static ulong ParentStartNs { get; private set; }

    /// <summary>Runs before fork, in the thread that forks.</summary>
    public static void Before()
    {
        _noted = 0;
        Recorder.BeforeFork();
        var thread = ThreadTable.Enter();
        if (thread == null) return;
        var number = ++_count;
        var words = stackalloc ulong[2];
        words[0] = Record.Head(RecordKind.Fork, HookedFunction.None, number);
        words[1] = LibC.MonotonicNs();
        if (Recorder.Write(Interpreter.LaneOfAnyone(out _), words, 2)) _noted = number;
        ThreadTable.Leave(thread);
    }

    /// <summary>Runs in the forked child, while the segment at hand is still its parent's.</summary>
    public static void AfterInChild()
    {
        var parent = Segment.Header;
        OfThisProcess = parent == null ? 0 : _noted;
        ParentStartNs = parent == null ? 0 : parent->StartNs;
        if (OfThisProcess != 0) parent->Forks[_noted % SegmentHeader.ForksKept] = (ulong)_noted << 32 | (uint)LibC.getpid();
        _count = _noted = 0;
    }
}
