using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Hooks;

/// <summary>The malloc family as every loaded library calls it once its table is patched. Each method is the C function of its name.</summary>
internal static unsafe class MallocHooks
{
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nint> OriginalMalloc;
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint> OriginalCalloc;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint> OriginalRealloc;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, nint> OriginalReallocArray;
    public static delegate* unmanaged[SuppressGCTransition]<nint, void> OriginalFree;
    public static delegate* unmanaged[SuppressGCTransition]<nint*, nuint, nuint, int> OriginalPosixMemalign;
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint> OriginalAlignedAlloc;
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint> OriginalMemalign;
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nint> OriginalValloc;
    public static delegate* unmanaged[SuppressGCTransition]<nuint, nint> OriginalPvalloc;

    public static nint Malloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalMalloc(size) : Got(thread, OriginalMalloc(size), size, HookedFunction.Malloc);
    }

    public static nint Calloc(nuint count, nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalCalloc(count, size) : Got(thread, OriginalCalloc(count, size), count * size, HookedFunction.Calloc);
    }

    public static nint AlignedAlloc(nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalAlignedAlloc(alignment, size) : Got(thread, OriginalAlignedAlloc(alignment, size), size, HookedFunction.AlignedAlloc);
    }

    public static nint Memalign(nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalMemalign(alignment, size) : Got(thread, OriginalMemalign(alignment, size), size, HookedFunction.Memalign);
    }

    public static nint Valloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalValloc(size) : Got(thread, OriginalValloc(size), size, HookedFunction.Valloc);
    }

    public static nint Pvalloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        return thread == null ? OriginalPvalloc(size) : Got(thread, OriginalPvalloc(size), size, HookedFunction.Pvalloc);
    }

    public static int PosixMemalign(nint* block, nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        var error = OriginalPosixMemalign(block, alignment, size);
        if (thread == null) return error;
        Got(thread, error == 0 ? *block : 0, size, HookedFunction.PosixMemalign);
        return error;
    }

    public static nint Realloc(nint old, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalRealloc(old, size);
        var lane = Giving(old);
        return Moved(thread, lane, old, OriginalRealloc(old, size), size, HookedFunction.Realloc);
    }

    public static nint ReallocArray(nint old, nuint count, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalReallocArray(old, count, size);
        var lane = Giving(old);
        return Moved(thread, lane, old, OriginalReallocArray(old, count, size), count * size, HookedFunction.ReallocArray);
    }

    public static void Free(nint block)
    {
        var thread = block == 0 ? null : ThreadTable.Enter();
        if (thread != null) Recorder.One(Interpreter.LaneOfAnyone(out _), RecordKind.Free, block);
        OriginalFree(block);
        if (thread != null) ThreadTable.Leave(thread);
    }

    private static nint Got(ThreadRecord* thread, nint block, nuint size, HookedFunction function)
    {
        if (block != 0)
        {
            var lane = Interpreter.LaneOfAnyone(out var state);
            Recorder.Allocated(lane, StackCapture.Node(thread, lane, state), block, size, function);
        }
        ThreadTable.Leave(thread);
        return block;
    }

    private static Lane Giving(nint old)
    {
        var lane = Interpreter.LaneOfAnyone(out _);
        if (old != 0) Recorder.One(lane, RecordKind.ReallocateBegin, old);
        return lane;
    }

    private static nint Moved(ThreadRecord* thread, Lane lane, nint old, nint block, nuint size, HookedFunction function)
    {
        if (old == 0) return Got(thread, block, size, function);
        Interpreter.LaneOfAnyone(out var state);
        // realloc(p, 0) frees p and gives nothing (glibc): that is an end, not a failure.
        if (block != 0) Recorder.Reallocated(lane, StackCapture.Node(thread, lane, state), old, block, size, function);
        else Recorder.One(lane, size == 0 ? RecordKind.Free : RecordKind.ReallocateFailed, old);
        ThreadTable.Leave(thread);
        return block;
    }
}
