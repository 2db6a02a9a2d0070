namespace Heapline.Agent.Stacks;

/// <summary>
/// How it was seen last that nothing has moved below the innermost frame, which C called: by these five, and without looking at anything else. Holds as long as the frames that are remembered
/// (<see cref="Threads.ThreadRecord.Frames"/>) do.
/// </summary>
internal struct BelowEntry
{
    /// <summary>No frame.</summary>
    public const nint None = -1;

    /// <summary>The interpreter's own frame between the innermost and its caller, from CPython 3.12 on; <see cref="None"/> where nothing is known.</summary>
    public nint Shim;
    /// <summary>The caller, which the shim names.</summary>
    public nint Caller;
    /// <summary>The instruction that it stands at.</summary>
    public nint Instruction;
    /// <summary>Its own caller.</summary>
    public nint Below;
    /// <summary>What that one's slot holds.</summary>
    public ulong Canary;
}
