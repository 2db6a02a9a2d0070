using System.Runtime.InteropServices;

namespace Heapline.Agent.Threads;

/// <summary>What a new thread is given to begin with, in place of its routine's argument: what its creator knew. Lies in private memory until the thread has taken it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadStart
{
    /// <summary>Longest name that is kept, in bytes of UTF-8; longer ones are left out.</summary>
    public const int MostNameBytes = 240;

    /// <summary>The program's own routine, and its argument.</summary>
    public nint Routine, Argument;

    /// <summary>Bytes of its stack; 0 where the creator did not say.</summary>
    public nuint StackBytes;

    /// <summary>Node of the stack that made the thread.</summary>
    public uint Creator;

    /// <summary>Bytes of <see cref="Name"/>.</summary>
    public int NameLength;

    /// <summary>Python's name of the thread, UTF-8.</summary>
    public fixed byte Name[MostNameBytes];
}
