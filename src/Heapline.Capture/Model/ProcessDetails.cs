namespace Heapline.Capture;

/// <summary>How a process came to be.</summary>
public enum ProcessKind : byte
{
    /// <summary>Not known: a capture of an older version.</summary>
    Unknown = 0,
    /// <summary>A Python that was started as a program.</summary>
    Python = 1,
    /// <summary>A fork of a Python: it begins with its parent's memory.</summary>
    Fork = 2,
    /// <summary>A program that no agent came into: there is its memory curve alone.</summary>
    Program = 3,
}

/// <summary>What is known of a process besides its <see cref="ProcessInfo"/>.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Kind">How it came to be.</param>
/// <param name="Parent">Index of its parent; -1 when that is not in the capture.</param>
/// <param name="Name">What to call it: the name that the program gave it, or what it runs.</param>
/// <param name="ForkTick">Of a fork whose parent was recorded: what was alive at the end of this tick of the parent, the child began with. Else -1.</param>
/// <param name="InheritedBytes">Bytes that it began with, asked for by its parent and that one's parents; 0 unless <paramref name="ForkTick"/> is known.</param>
/// <param name="InheritedBlocks">In how many blocks.</param>
public sealed record ProcessDetails(int Process, ProcessKind Kind, int Parent, string Name, int ForkTick, long InheritedBytes, long InheritedBlocks);

/// <summary>Blocks that a forked process had from its parent and gave back in one tick. Its <see cref="Tick"/>s count only what it asked for itself.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Tick">Number of the tick.</param>
/// <param name="Blocks">How many and how large, by the site that asked for them: one of a parent.</param>
public sealed record InheritedFrees(int Process, int Tick, IReadOnlyList<LiveBlocks> Blocks);

/// <summary>The proportional set of a process (PSS): a page that n processes share counts as a part in n, so that those of several processes add up.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="TimeNs">Nanoseconds since the start of the run.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct ProportionalSample(int Process, long TimeNs, long Bytes);

/// <summary>What is known of a thread besides its <see cref="ThreadInfo"/>.</summary>
/// <param name="Thread">Index of the thread.</param>
/// <param name="KernelName">The kernel's name of it, as last seen; may be empty.</param>
/// <param name="PythonName">Python's name of it; empty when Python has none.</param>
/// <param name="HasPython">Whether it ever ran Python code or could have: false for a thread that never had a thread state.</param>
/// <param name="Creator">Index of the thread that made it; -1 when that was not seen.</param>
/// <param name="CreatedBy">The call stack that made it; <see cref="StackId.None"/> when that was not seen.</param>
public sealed record ThreadDetails(int Thread, string KernelName, string PythonName, bool HasPython, int Creator, StackId CreatedBy);
