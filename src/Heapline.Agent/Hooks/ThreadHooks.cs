using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Hooks;

/// <summary>
/// pthread_create, so that a new thread knows which call made it: what a thread of a C library allocates, that never ran Python, then belongs to the line that
/// called into the library; and Python's own threads bring their names along.
/// </summary>
internal static unsafe class ThreadHooks
{
    public static delegate* unmanaged[SuppressGCTransition]<nint*, nint, nint, nint, int> OriginalCreate;

    public static int Create(nint* handle, nint attributes, nint routine, nint argument)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalCreate(handle, attributes, routine, argument);
        var start = (ThreadStart*)PrivateMemory.Map((nuint)sizeof(ThreadStart));
        if (start != null)
        {
            var lane = Interpreter.LaneOfAnyone(out var state);
            start->Routine = routine;
            start->Argument = argument;
            nuint bytes;
            start->StackBytes = attributes != 0 && LibC.pthread_attr_getstacksize(attributes, &bytes) == 0 ? bytes : 0;
            start->Creator = StackCapture.Node(thread, lane, state);
            ThreadNames.OfStarting(thread, lane, start);
        }
        ThreadTable.Leave(thread);
        if (start == null) return OriginalCreate(handle, attributes, routine, argument);
        var error = OriginalCreate(handle, attributes, (nint)(delegate*<ThreadStart*, nint>)&Run, (nint)start);
        if (error != 0) PrivateMemory.Unmap(start, (nuint)sizeof(ThreadStart));
        return error;
    }

    /// <summary>
    /// Begins every thread made through the hook. The last line has to be compiled to a jump: no frame of ours is then left on the thread's stack, which
    /// pthread_exit and cancellation unwind.
    /// </summary>
    private static nint Run(ThreadStart* start)
    {
        var routine = Take(start, out var argument);
        // A pointer with bit 1 set is not code to the compiler but a generic's descriptor; such a routine is called, and not jumped to.
        if ((routine & 2) != 0) return ((delegate* unmanaged[SuppressGCTransition]<nint, nint>)routine)(argument);
        var next = (delegate*<nint, nint>)routine;
        return next(argument);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Take(ThreadStart* start, out nint argument)
    {
        var routine = start->Routine;
        argument = start->Argument;
        var record = ThreadTable.Current();
        if (record != null) record->Begin(start);
        PrivateMemory.Unmap(start, (nuint)sizeof(ThreadStart));
        return routine;
    }
}
