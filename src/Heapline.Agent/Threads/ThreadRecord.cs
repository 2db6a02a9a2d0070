using System.Runtime.InteropServices;
using Heapline.Agent.Python;
using Heapline.Agent.Sampling;
using Heapline.Agent.Stacks;

namespace Heapline.Agent.Threads;

/// <summary>
/// What the agent knows of one thread of the program. Owned by that thread alone, from its first event to its end; then it goes to the next new thread
/// (<see cref="ThreadTable"/>). Lies in private memory and never moves.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadRecord
{
    /// <summary>Not 0 while this thread is inside a hook: what it allocates then is either counted already or the agent's own doing.</summary>
    public int Guard;

    /// <summary>Node that stands for this thread with no Python code running; 0 until its ThreadRoot record is written.</summary>
    public uint Root;

    /// <summary>Where this thread runs, as far as that is known; see <see cref="ThreadTable.EnterWithGil"/>.</summary>
    public StackRange Stack;

    /// <summary><c>pthread_self()</c></summary>
    public nint Self;

    /// <summary>Where the interpreter keeps this thread's current state; null when it has to be asked (<see cref="ThreadStateSlot"/>).</summary>
    public nint* ThreadState;

    /// <summary>Value of <see cref="CodeTable.Epoch"/> when <see cref="Frames"/> was last brought up to date.</summary>
    public uint CodeEpoch;

    /// <summary>Frames of the last walk, outermost first: <see cref="FrameCount"/> of them are valid.</summary>
    public CachedFrame* Frames;
    public int FrameCount;
    public int FrameCapacity;

    /// <summary>What stands below the innermost of them.</summary>
    public BelowEntry BelowEntry;

    /// <summary>Scratch of a walk, innermost first; as large as <see cref="Frames"/>.</summary>
    public SeenFrame* Seen;

    /// <summary>Call-stack nodes of this thread.</summary>
    public NodeTable Nodes;

    /// <summary>Next in the list of free records.</summary>
    public ThreadRecord* NextFree;

    /// <summary>Next in the list of all records.</summary>
    public ThreadRecord* NextAll;

    /// <summary>Node of the stack that made this thread, as its creator's segment numbers it; 0 when that was not seen.</summary>
    public uint Creator;

    /// <summary>Node that stands for that stack in this thread: what it asks for with no Python of its own belongs there. 0 for none.</summary>
    public uint CreatorHere;

    /// <summary>Python's name of the thread, UTF-8, and its length in bytes; 0 for none.</summary>
    public int NameLength;
    public fixed byte Name[ThreadStart.MostNameBytes];

    /// <summary>How often the thread-exit destructor has come by.</summary>
    public int ExitRounds;

    /// <summary>Bytes until the next sample, of blocks that do not go by <see cref="Sampler.OfGilHolder"/>.</summary>
    public Countdown Countdown;

    /// <summary>The last block that was recorded while sampling, and where the countdowns stood then: while they have not moved, nothing else was handed out.</summary>
    public nint LastSample;
    public long LastTotal;

    /// <summary>Takes over what the thread's creator knew of it.</summary>
    public void Begin(ThreadStart* start)
    {
        if (Root != 0) return;
        Stack = StackRange.FromHere(start->StackBytes);
        Creator = start->Creator;
        NameLength = start->NameLength;
        for (var i = 0; i < NameLength; i++) Name[i] = start->Name[i];
    }
}
