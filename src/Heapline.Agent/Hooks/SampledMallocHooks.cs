using System;
using System.Runtime.CompilerServices;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Sampling;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;
using static Heapline.Agent.Hooks.MallocHooks;

namespace Heapline.Agent.Hooks;

/// <summary>
/// The malloc family while sampling; the originals are <see cref="MallocHooks"/>'. Any thread may come by, so each has a countdown of its own; of a block that is not chosen
/// nothing is written.
/// </summary>
internal static unsafe class SampledMallocHooks
{
    public static nint Malloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalMalloc(size);
        var level = Decide(thread, size);
        return Got(thread, OriginalMalloc(size), size, HookedFunction.Malloc, level);
    }

    public static nint Calloc(nuint count, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalCalloc(count, size);
        var level = Decide(thread, count, size, out var bytes);
        return Got(thread, OriginalCalloc(count, size), bytes, HookedFunction.Calloc, level);
    }

    public static nint AlignedAlloc(nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalAlignedAlloc(alignment, size);
        var level = Decide(thread, size);
        return Got(thread, OriginalAlignedAlloc(alignment, size), size, HookedFunction.AlignedAlloc, level);
    }

    public static nint Memalign(nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalMemalign(alignment, size);
        var level = Decide(thread, size);
        return Got(thread, OriginalMemalign(alignment, size), size, HookedFunction.Memalign, level);
    }

    public static nint Valloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalValloc(size);
        var level = Decide(thread, size);
        return Got(thread, OriginalValloc(size), size, HookedFunction.Valloc, level);
    }

    public static nint Pvalloc(nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalPvalloc(size);
        var level = Decide(thread, size);
        return Got(thread, OriginalPvalloc(size), size, HookedFunction.Pvalloc, level);
    }

    public static int PosixMemalign(nint* block, nuint alignment, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalPosixMemalign(block, alignment, size);
        var level = Decide(thread, size);
        var error = OriginalPosixMemalign(block, alignment, size);
        Got(thread, error == 0 ? *block : 0, size, HookedFunction.PosixMemalign, level);
        return error;
    }

    public static nint Realloc(nint old, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalRealloc(old, size);
        var level = Decide(thread, size);
        if (IsOfNobody(old, level)) return Passed(thread, OriginalRealloc(old, size));
        var known = SampleRecorder.Reallocating(Interpreter.LaneOfAnyone(out _), old);
        return Moved(thread, known, old, OriginalRealloc(old, size), size, HookedFunction.Realloc, level);
    }

    public static nint ReallocArray(nint old, nuint count, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalReallocArray(old, count, size);
        var level = Decide(thread, count, size, out var bytes);
        if (IsOfNobody(old, level)) return Passed(thread, OriginalReallocArray(old, count, size));
        var known = SampleRecorder.Reallocating(Interpreter.LaneOfAnyone(out _), old);
        return Moved(thread, known, old, OriginalReallocArray(old, count, size), bytes, HookedFunction.ReallocArray, level);
    }

    public static void Free(nint block)
    {
        if (KnownBlocks.Holds(block))
        {
            FreeKnown(block);
            return;
        }
        // A jump: the C library returns to the caller.
        ((delegate*<nint, void>)OriginalFree)(block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeKnown(nint block)
    {
        var thread = ThreadTable.Enter();
        if (thread != null)
        {
            var began = Cost.EventBegins();
            SampleRecorder.Freeing(thread, Interpreter.LaneOfAnyone(out _), block);
            Cost.EventEnds(began);
        }
        OriginalFree(block);
        if (thread != null) ThreadTable.Leave(thread);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Decide(ThreadRecord* thread, nuint size) =>
        size < Sampler.LargestSize ? Sampler.DecideFor(thread, size) : Sampler.NotSampled;

    /// <summary>Of a product too large for a number nothing will be handed out.</summary>
    private static int Decide(ThreadRecord* thread, nuint count, nuint size, out nuint bytes)
    {
        var high = Math.BigMul(count, size, out var low);
        bytes = (nuint)low;
        return high == 0 ? Decide(thread, bytes) : Sampler.NotSampled;
    }

    private static bool IsOfNobody(nint old, int level) => level < 0 && !KnownBlocks.Holds(old);

    private static nint Passed(ThreadRecord* thread, nint block)
    {
        ThreadTable.Leave(thread);
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Got(ThreadRecord* thread, nint block, nuint size, HookedFunction function, int level)
    {
        if (level >= 0 && block != 0) Record(thread, block, size, function, level);
        ThreadTable.Leave(thread);
        return block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(ThreadRecord* thread, nint block, nuint size, HookedFunction function, int level)
    {
        var began = Cost.EventBegins();
        var lane = Interpreter.LaneOfAnyone(out var state);
        SampleRecorder.Allocated(thread, lane, StackCapture.Node(thread, lane, state), block, size, function, level);
        Cost.EventEnds(began);
    }

    private static nint Moved(ThreadRecord* thread, bool known, nint old, nint block, nuint size, HookedFunction function, int level)
    {
        if (known)
        {
            var lane = Interpreter.LaneOfAnyone(out var state);
            var node = level >= 0 && block != 0 ? StackCapture.Node(thread, lane, state) : 0;
            SampleRecorder.Reallocated(thread, lane, node, old, block, size, function, level);
        }
        else if (level >= 0 && block != 0)
        {
            Record(thread, block, size, function, level);
        }
        ThreadTable.Leave(thread);
        return block;
    }
}
