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
        if (!Offsets.TryFor(PyApi.HexVersion, out _offsets)) return false;
        _main = *(nint*)(PyApi.PyRuntime + _offsets.RuntimeMainInterpreter);
        if (PyApi.Minor >= 12) ThreadStateSlot.Find();
        return _main != 0;
    }

    /// <summary>
    /// For a hook of CPython's MEM and OBJ domains, which are only called with a GIL held: the caller's thread state (0 while the interpreter is going down), and
    /// its lane. From 3.12 on an interpreter may have a GIL of its own: then the main lane is not the caller's to write.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane LaneOfGilHolder<TPython>(ThreadRecord* thread, out nint threadState)
        where TPython : struct, IPython
    {
        if (TPython.Minor < 12) threadState = *(nint*)(PyApi.PyRuntime + Layout<TPython>.RuntimeCurrentThreadState);
        else threadState = thread->ThreadState != null ? *thread->ThreadState : PyApi.CurrentThreadState();
        return threadState != 0 && *(nint*)(threadState + Layout<TPython>.ThreadStateInterpreter) == _main ? Lane.Main : Lane.Side;
    }

    /// <summary>The same where the thread state is not asked for: while there is one interpreter, there is one GIL, and the caller has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane LaneOfGilHolder<TPython>(ThreadRecord* thread)
        where TPython : struct, IPython =>
        *(nint*)(PyApi.PyRuntime + Layout<TPython>.RuntimeInterpretersHead) == _main ? Lane.Main : LaneOfGilHolder<TPython>(thread, out _);

    /// <summary>For a hook that any thread may call: its own thread state, 0 when it has none; the main lane only if it holds the GIL of the main interpreter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane LaneOfAnyone(out nint threadState)
    {
        threadState = PyApi.OwnThreadState();
        return threadState != 0 && PyApi.CurrentThreadState() == threadState && *(nint*)(threadState + _offsets.ThreadStateInterpreter) == _main
            ? Lane.Main
            : Lane.Side;
    }
}
