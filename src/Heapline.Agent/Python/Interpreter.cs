using System.Runtime.CompilerServices;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Python;

/// <summary>Who runs Python on the calling thread, and whether it holds the GIL that the main lane stands on.</summary>
internal static unsafe class Interpreter
{
    private static Offsets _offsets;
    private static nint _main;

    /// <summary>To be called with the GIL of the main interpreter held; false when this CPython is not known.</summary>
    public static bool Initialize()
    {
        if (!Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out _offsets)) return false;
        _main = *(nint*)(PyApi.PyRuntime + _offsets.RuntimeMainInterpreter);
        if (PyApi.Minor >= 12) ThreadStateSlot.Find();
        if (_main == 0) return false;
        GarbageCounters.Begin(_offsets, _main);
        return true;
    }

    /// <summary>
    /// For a hook of CPython's MEM and OBJ domains, which are to be called with a GIL held: the caller's own thread state (0 when it has none), and its lane.
    /// </summary>
    /// <remarks>
    /// "Are to be" is not "are": extensions free without the GIL, and it works for them. Up to 3.11 the current thread state is then another thread's, and its frames are not ours to
    /// look at, let alone to mark; so the state is believed only if it names this thread. From 3.12 on the thread has no current state then. And from 3.12 on an
    /// interpreter may have a GIL of its own. In all these cases the main lane is not the caller's to write. In a build without a GIL it is nobody's.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane LaneOfGilHolder<TPython>(ThreadRecord* thread, out nint threadState)
        where TPython : struct, IPython
    {
        if (TPython.Minor < 12) threadState = *(nint*)(PyApi.PyRuntime + Layout<TPython>.RuntimeCurrentThreadState);
        else threadState = thread->ThreadState != null ? *thread->ThreadState : PyApi.CurrentThreadState();
        if (threadState == 0 || TPython.Minor < 12 && *(nint*)(threadState + Layout<TPython>.ThreadStateThreadId) != thread->Self)
        {
            threadState = WithoutGil();
            return Lane.Side;
        }
        if (TPython.IsFreeThreaded) return Lane.Side;
        return *(nint*)(threadState + Layout<TPython>.ThreadStateInterpreter) == _main ? Lane.Main : Lane.Side;
    }

    /// <summary>For the same hooks: the caller's own thread state if the main lane is its to write, else 0: then <see cref="LaneOfGilHolder"/> says more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint StateOfMainLane<TPython>(ThreadRecord* thread)
        where TPython : struct, IPython
    {
        if (TPython.IsFreeThreaded) return 0;
        nint state;
        if (TPython.Minor < 12)
        {
            state = *(nint*)(PyApi.PyRuntime + Layout<TPython>.RuntimeCurrentThreadState);
            if (state == 0 || *(nint*)(state + Layout<TPython>.ThreadStateThreadId) != thread->Self) return 0;
        }
        else
        {
            if (thread->ThreadState == null) return 0;
            state = *thread->ThreadState;
            if (state == 0) return 0;
        }
        return *(nint*)(state + Layout<TPython>.ThreadStateInterpreter) == _main ? state : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint WithoutGil() => PyApi.OwnThreadState();

    /// <summary>For a hook that any thread may call: its own thread state, 0 when it has none; the main lane only if it holds the GIL of the main interpreter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane LaneOfAnyone(out nint threadState)
    {
        threadState = PyApi.OwnThreadState();
        return threadState != 0 && !PyApi.IsFreeThreaded && PyApi.CurrentThreadState() == threadState && *(nint*)(threadState + _offsets.ThreadStateInterpreter) == _main
            ? Lane.Main
            : Lane.Side;
    }
}
