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
/// <para>Frees of small blocks need not come by at all where samples are sparse (<see cref="SessionFlags.Sparse"/>): a small block that is sampled is asked for as a larger one, so that it comes from
/// malloc; and its free, like that of every block that is not pymalloc's own, comes to <see cref="SampledMallocHooks"/>.</para>
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
        /// <summary>What a sampled block is asked for at least.</summary>
        public nuint LeastSampled;
        public HookedFunction Malloc, Calloc, Realloc;
    }

    private static Domain* _domains;

    /// <summary>Puts the hooks in, with the GIL held.</summary>
    public static void Install()
    {
        var domains = (Domain*)PrivateMemory.Map(2 * (nuint)sizeof(Domain));
        if (domains == null) return;
        _domains = domains;
        var small = DomainHooks.IsPymalloc() ? LargestSmall : 0;
        Install(PyMemDomain.Mem, domains, small, HookedFunction.PyMemMalloc, HookedFunction.PyMemCalloc, HookedFunction.PyMemRealloc);
        Install(PyMemDomain.Object, domains + 1, small, HookedFunction.PyObjectMalloc, HookedFunction.PyObjectCalloc, HookedFunction.PyObjectRealloc);
        PythonHooks<TPython>.InstallArenas();
    }

    /// <summary>Takes the hook off frees, with the GIL held, where every free that matters comes to malloc's family: which is tried with one block.</summary>
    public static void LeaveFrees()
    {
        if (_domains == null || !CanLeaveFrees(PyMemDomain.Mem, _domains) || !CanLeaveFrees(PyMemDomain.Object, _domains + 1)) return;
        CodeTable.FreesAreUnseen = true;
        _domains[0].LeastSampled = _domains[1].LeastSampled = LargestSmall + 1;
        DomainHooks.LeaveFrees(PyMemDomain.Mem);
        DomainHooks.LeaveFrees(PyMemDomain.Object);
    }

    private static bool CanLeaveFrees(int number, Domain* domain) => DomainHooks.MayPass(number) && DomainHooks.Stand(number) && ComesToMalloc(domain);

    /// <summary>Whether the free of a block that is too large for pymalloc comes to our hook of free.</summary>
    private static bool ComesToMalloc(Domain* domain)
    {
        var block = domain->Original.Malloc(0, LargestSmall + 1);
        if (block == 0) return false;
        var added = KnownBlocks.Add(block);
        domain->Original.Free(0, block);
        if (!added || !KnownBlocks.Holds(block)) return added;
        KnownBlocks.Remove(block);
        return false;
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
        DomainHooks.Set(number, hooked, domain->Original, small != 0);
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
        var least = AskedFor(domain, size, level);
        var block = domain->Original.Malloc(domain->Original.Context, least);
        if (block == 0 && least != size)
        {
            // What the program asked for may still be there.
            level = Sampler.NotSampled;
            block = domain->Original.Malloc(domain->Original.Context, size);
        }
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
        var least = AskedFor(domain, (nuint)bytes, level);
        var block = least == bytes ? domain->Original.Calloc(domain->Original.Context, count, size) : domain->Original.Calloc(domain->Original.Context, 1, least);
        if (block == 0 && least != bytes)
        {
            level = Sampler.NotSampled;
            block = domain->Original.Calloc(domain->Original.Context, count, size);
        }
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
        var least = AskedFor(domain, size, level);
        var block = domain->Original.Realloc(domain->Original.Context, old, least);
        if (block == 0 && least != size)
        {
            level = Sampler.NotSampled;
            block = domain->Original.Realloc(domain->Original.Context, old, size);
        }
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AskedFor(Domain* domain, nuint size, int level) => level >= 0 && size < domain->LeastSampled ? domain->LeastSampled : size;

    /// <summary>A small block has been taken off the countdown by the hook already.</summary>
    private static int Decide(Domain* domain, ThreadRecord* thread, Lane lane, nuint size) =>
        size - 1 < domain->LargestSmall ? Sampler.DecideSmall(thread, lane, size)
        : size < Sampler.LargestSize ? Sampler.DecideFor(thread, size)
        : Sampler.NotSampled;
}
