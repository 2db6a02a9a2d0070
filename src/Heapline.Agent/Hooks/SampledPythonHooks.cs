using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Sampling;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Hooks;

/// <summary>
/// Follows those blocks of CPython's MEM and OBJ domains that <see cref="Sampler"/> chooses. All others go by with a subtraction and a branch, and a jump to the allocator that was there
/// before: it returns to the interpreter itself.
/// </summary>
/// <remarks>
/// What the allocator takes from malloc in turn must not be counted twice. Small blocks come out of pymalloc's arenas, so nothing is taken; all others go with the thread's guard up, as in
/// <see cref="PythonHooks{TPython}"/>. Where the allocator is not pymalloc, none counts as small.
/// </remarks>
internal static unsafe class SampledPythonHooks<TPython>
    where TPython : struct, IPython
{
    /// <summary>SMALL_REQUEST_THRESHOLD of pymalloc.</summary>
    private const nuint LargestSmall = 512;

    /// <summary>What a hook is given as its context: the allocator before us, the names its blocks go by, and up to which size they are small.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Domain
    {
        public PyMemAllocator Original;
        public nuint LargestSmall;
        public HookedFunction Malloc, Calloc, Realloc;
    }

    /// <summary>Puts the hooks in, with the GIL held.</summary>
    public static void Install()
    {
        var domains = (Domain*)PrivateMemory.Map(2 * (nuint)sizeof(Domain));
        if (domains == null) return;
        var small = IsPymalloc() ? LargestSmall : 0;
        Install(PyMemDomain.Mem, domains, small, HookedFunction.PyMemMalloc, HookedFunction.PyMemCalloc, HookedFunction.PyMemRealloc);
        Install(PyMemDomain.Object, domains + 1, small, HookedFunction.PyObjectMalloc, HookedFunction.PyObjectCalloc, HookedFunction.PyObjectRealloc);
        PythonHooks<TPython>.InstallArenas();
    }

    private static void Install(int number, Domain* domain, nuint small, HookedFunction malloc, HookedFunction calloc, HookedFunction realloc)
    {
        PyApi.GetAllocator(number, &domain->Original);
        // Originals are jumped to, and the compiler takes bit 1 of a pointer for the mark of something else (decisions/0001). No function begins there.
        if ((((nint)domain->Original.Malloc | (nint)domain->Original.Calloc | (nint)domain->Original.Free) & 2) != 0) return;
        domain->LargestSmall = small;
        domain->Malloc = malloc;
        domain->Calloc = calloc;
        domain->Realloc = realloc;
        PyMemAllocator hooked;
        hooked.Context = (nint)domain;
        hooked.Malloc = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint>)(delegate*<Domain*, nuint, nint>)&Malloc;
        hooked.Calloc = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, nint>)(delegate*<Domain*, nuint, nuint, nint>)&Calloc;
        hooked.Realloc = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nuint, nint>)(delegate*<Domain*, nint, nuint, nint>)&Realloc;
        hooked.Free = (delegate* unmanaged[SuppressGCTransition]<nint, nint, void>)(delegate*<Domain*, nint, void>)&Free;
        PyApi.SetAllocator(number, &hooked);
    }

    /// <summary>CPython names its allocator where it is one of its own; debug hooks and others have other names.</summary>
    private static bool IsPymalloc()
    {
        var name = (delegate* unmanaged[SuppressGCTransition]<byte*>)LibC.Symbol("_PyMem_GetCurrentAllocatorName"u8);
        var text = name != null ? name() : null;
        return text != null && HookTable.SameText(text, Module.Text("pymalloc"u8));
    }

    private static nint Malloc(Domain* domain, nuint size)
    {
        if (size - 1 < domain->LargestSmall && (Sampler.OfGilHolder.Remaining -= (long)size + 1) >= 0)
            return ((delegate*<nint, nuint, nint>)domain->Original.Malloc)(domain->Original.Context, size);
        return MallocClosely(domain, size);
    }

    private static nint Calloc(Domain* domain, nuint count, nuint size)
    {
        // Of two halves that are below 2^32 each the product does not overflow.
        if ((count | size) <= uint.MaxValue && count * size - 1 < domain->LargestSmall && (Sampler.OfGilHolder.Remaining -= (long)(count * size) + 1) >= 0)
            return ((delegate*<nint, nuint, nuint, nint>)domain->Original.Calloc)(domain->Original.Context, count, size);
        return CallocClosely(domain, count, size);
    }

    private static void Free(Domain* domain, nint block)
    {
        if (KnownBlocks.Holds(block))
        {
            FreeKnown(domain, block);
            return;
        }
        ((delegate*<nint, nint, void>)domain->Original.Free)(domain->Original.Context, block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint MallocClosely(Domain* domain, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return domain->Original.Malloc(domain->Original.Context, size);
        var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
        var level = Decide(domain, thread, lane, size);
        var block = domain->Original.Malloc(domain->Original.Context, size);
        if (level >= 0 && block != 0) Record(thread, lane, state, block, size, domain->Malloc, level);
        ThreadTable.Leave(thread);
        return block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint CallocClosely(Domain* domain, nuint count, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return domain->Original.Calloc(domain->Original.Context, count, size);
        var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
        var level = Math.BigMul(count, size, out var bytes) != 0 ? Sampler.NotSampled : Decide(domain, thread, lane, (nuint)bytes);
        var block = domain->Original.Calloc(domain->Original.Context, count, size);
        if (level >= 0 && block != 0) Record(thread, lane, state, block, (nuint)bytes, domain->Calloc, level);
        ThreadTable.Leave(thread);
        return block;
    }

    private static nint Realloc(Domain* domain, nint old, nuint size)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return domain->Original.Realloc(domain->Original.Context, old, size);
        var level = size < Sampler.LargestSize ? Sampler.DecideFor(thread, size) : Sampler.NotSampled;
        if (level < 0 && !KnownBlocks.Holds(old))
        {
            var other = domain->Original.Realloc(domain->Original.Context, old, size);
            ThreadTable.Leave(thread);
            return other;
        }
        var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
        var known = SampleRecorder.Reallocating(lane, old);
        var block = domain->Original.Realloc(domain->Original.Context, old, size);
        var began = Cost.EventBegins();
        var node = level >= 0 && block != 0 ? StackCapture.Node<TPython>(thread, lane, state) : 0;
        if (known) SampleRecorder.Reallocated(thread, lane, node, old, block, size, domain->Realloc, level);
        else if (level >= 0 && block != 0) SampleRecorder.Allocated(thread, lane, node, block, size, domain->Realloc, level);
        Cost.EventEnds(began);
        ThreadTable.Leave(thread);
        return block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeKnown(Domain* domain, nint block)
    {
        var thread = ThreadTable.Enter();
        if (thread != null)
        {
            var began = Cost.EventBegins();
            if (CodeTable.MayHold(block)) CodeTable.Forget(block);
            SampleRecorder.Freeing(thread, Interpreter.LaneOfGilHolder<TPython>(thread, out _), block);
            Cost.EventEnds(began);
        }
        domain->Original.Free(domain->Original.Context, block);
        if (thread != null) ThreadTable.Leave(thread);
    }

    private static void Record(ThreadRecord* thread, Lane lane, nint state, nint block, nuint size, HookedFunction function, int level)
    {
        var began = Cost.EventBegins();
        SampleRecorder.Allocated(thread, lane, StackCapture.Node<TPython>(thread, lane, state), block, size, function, level);
        Cost.EventEnds(began);
    }

    /// <summary>A small block has been taken off the countdown by the hook already.</summary>
    private static int Decide(Domain* domain, ThreadRecord* thread, Lane lane, nuint size) =>
        size - 1 < domain->LargestSmall ? Sampler.DecideSmall(thread, lane, size)
        : size < Sampler.LargestSize ? Sampler.DecideFor(thread, size)
        : Sampler.NotSampled;
}
