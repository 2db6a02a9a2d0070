using System.Runtime.CompilerServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Threads;

/// <summary>
/// Addresses that are of one thread's stack and of no other's, as long as it lives: whoever runs there is that thread. Part of the stack only; empty where nothing is known.
/// </summary>
/// <remarks>Stacks that a program makes for itself (signal handlers, coroutines) are in no thread's range.</remarks>
internal unsafe struct StackRange
{
    /// <summary>
    /// Linux leaves 128 MiB at least below the top of the main thread's stack, where it maps nothing of its own accord. Half of the usual limit of a stack, for what only acts as if it were Linux.
    /// </summary>
    private const nuint MainBytes = 4 << 20;

    /// <summary>Begin of the range.</summary>
    public nuint From;
    /// <summary>Its length.</summary>
    public nuint Bytes;

    /// <summary>Whether the caller runs in it.</summary>
    public readonly bool HasCaller
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining), SkipLocalsInit]
        get
        {
            byte here;
            return (nuint)(&here) - From < Bytes;
        }
    }

    /// <summary>For a thread whose routine has not begun, with a stack of so many bytes: half of them, as the thread's own data and guard pages are among them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static StackRange FromHere(nuint stackBytes)
    {
        byte here;
        return new StackRange { From = (nuint)(&here) - stackBytes / 2, Bytes = stackBytes / 2 };
    }

    /// <summary>For the main thread, the upper part of its stack; for any other, and where that cannot be told, nothing.</summary>
    public static StackRange OfMainThread()
    {
        // Where the stack began when the program did: glibc's dynamic linker keeps it.
        var end = (nuint*)LibC.Symbol("__libc_stack_end"u8);
        if (end == null || *end < MainBytes) return default;
        var range = new StackRange { From = *end - MainBytes, Bytes = MainBytes };
        return range.HasCaller ? range : default;
    }
}
