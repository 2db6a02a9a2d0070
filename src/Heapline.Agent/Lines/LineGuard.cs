using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Lines;

/// <summary>
/// What the GIL is to the tables of line profiling, where there is none: a lock. Nobody calls Python while it is held: a thread that waits in here does not come
/// to where CPython stops all threads, so its holder must not need that.
/// </summary>
internal static class LineGuard
{
    private static Native.SpinLock _lock;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter()
    {
        if (PyApi.IsFreeThreaded) _lock.Enter();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit()
    {
        if (PyApi.IsFreeThreaded) _lock.Exit();
    }

    /// <summary>It may have been held by a thread that the child does not have.</summary>
    public static void AfterForkInChild() => _lock.Reset();
}
