using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Hooks;

/// <summary>
/// Follows CPython's MEM and OBJ domains and pymalloc's arenas. Each hook calls the allocator that was there before, with the thread's guard up, so that what that one
/// takes from malloc or mmap in turn is not counted again.
/// </summary>
internal static unsafe class PythonHooks<TPython>
    where TPython : struct, IPython
{
    /// <summary>What a hook is given as its context: the allocator before us, and the names its blocks go by.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Domain
    {
        public PyMemAllocator Original;
        public HookedFunction Malloc, Calloc, Realloc;
    }

    private static PyArenaAllocator _arenas;

    /// <summary>Puts the hooks in, with the GIL held. The contexts live as long as the process: a hook may be running in any thread at any time.</summary>
    public static void Install()
    {
        var domains = (Domain*)PrivateMemory.Map(2 * (nuint)sizeof(Domain));
        if (domains == null) return;
        var isPymalloc = DomainHooks.IsPymalloc();
        Install(PyMemDomain.Mem, domains, isPymalloc, HookedFunction.PyMemMalloc, HookedFunction.PyMemCalloc, HookedFunction.PyMemRealloc);
        Install(PyMemDomain.Object, domains + 1, isPymalloc, HookedFunction.PyObjectMalloc, HookedFunction.PyObjectCalloc, HookedFunction.PyObjectRealloc);
        InstallArenas();
    }

    /// <summary>Puts in the hooks of the arenas alone.</summary>
    public static void InstallArenas()
    {
        PyArenaAllocator arenas, hooked;
        PyApi.GetArenaAllocator(&arenas);
        _arenas = arenas;
        hooked.Context = arenas.Context;
        hooked.Allocate = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint>)(delegate*<nint, nuint, nint>)&ArenaAllocate;
        hooked.Free = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nuint, void>)(delegate*<nint, nint, nuint, void>)&ArenaFree;
        PyApi.SetArenaAllocator(&hooked);
    }

    private static void Install(int number, Domain* domain, bool isPymalloc, HookedFunction malloc, HookedFunction calloc, HookedFunction realloc)
    {
        PyApi.GetAllocator(number, &domain->Original);
        domain->Malloc = malloc;
        domain->Calloc = calloc;
        domain->Realloc = realloc;
        PyMemAllocator hooked;
        hooked.Context = (nint)domain;
        hooked.Malloc = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint>)(delegate*<Domain*, nuint, nint>)&Malloc;
        hooked.Calloc = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, nint>)(delegate*<Domain*, nuint, nuint, nint>)&Calloc;
        hooked.Realloc = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nuint, nint>)(delegate*<Domain*, nint, nuint, nint>)&Realloc;
        hooked.Free = (delegate* unmanaged[SuppressGCTransition]<nint, nint, void>)(delegate*<Domain*, nint, void>)&Free;
        DomainHooks.Set(number, hooked, domain->Original, isPymalloc);
    }

    private static nint Malloc(Domain* domain, nuint size)
    {
        var thread = Enter();
        if (thread == null) return domain->Original.Malloc(domain->Original.Context, size);
        var block = domain->Original.Malloc(domain->Original.Context, size);
        if (block != 0) Allocated(thread, block, size, domain->Malloc);
        ThreadTable.Leave(thread);
        return block;
    }

    private static nint Calloc(Domain* domain, nuint count, nuint size)
    {
        var thread = Enter();
        if (thread == null) return domain->Original.Calloc(domain->Original.Context, count, size);
        var block = domain->Original.Calloc(domain->Original.Context, count, size);
        if (block != 0) Allocated(thread, block, count * size, domain->Calloc);
        ThreadTable.Leave(thread);
        return block;
    }

    private static nint Realloc(Domain* domain, nint old, nuint size)
    {
        var thread = Enter();
        if (thread == null) return domain->Original.Realloc(domain->Original.Context, old, size);
        var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
        if (old != 0) Recorder.One(lane, RecordKind.ReallocateBegin, old);
        var block = domain->Original.Realloc(domain->Original.Context, old, size);
        if (old == 0)
        {
            if (block != 0) Allocated(thread, block, size, domain->Realloc);
        }
        else if (block != 0)
        {
            Recorder.Reallocated(lane, StackCapture.Node<TPython>(thread, lane, state), old, block, size, domain->Realloc);
        }
        else
        {
            Recorder.One(lane, RecordKind.ReallocateFailed, old);
        }
        ThreadTable.Leave(thread);
        return block;
    }

    private static void Free(Domain* domain, nint block)
    {
        var thread = block == 0 ? null : Enter();
        if (thread == null)
        {
            domain->Original.Free(domain->Original.Context, block);
            return;
        }
        if (CodeTable.MayHold(block)) CodeTable.Forget(block);
        if (Interpreter.StateOfMainLane<TPython>(thread) != 0) MainLane.Write(Record.Head(RecordKind.Free, HookedFunction.None, (ulong)block));
        else FreeElsewhere(thread, block);
        domain->Original.Free(domain->Original.Context, block);
        ThreadTable.Leave(thread);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeElsewhere(ThreadRecord* thread, nint block) => Recorder.One(Interpreter.LaneOfGilHolder<TPython>(thread, out _), RecordKind.Free, block);

    /// <summary>Without a GIL the last one to come by is as likely another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ThreadRecord* Enter() => TPython.IsFreeThreaded ? ThreadTable.Enter() : ThreadTable.EnterWithGil();

    /// <summary>Comes from within a hook above (or from the interpreter's frame stack), so the guard says nothing here; the record is complete either way.</summary>
    private static nint ArenaAllocate(nint context, nuint size)
    {
        var thread = ThreadTable.Current();
        if (thread == null || !Recorder.Ready()) return _arenas.Allocate(_arenas.Context, size);
        var guard = thread->Guard;
        thread->Guard = 1;
        var arena = _arenas.Allocate(_arenas.Context, size);
        if (arena != 0) Allocated(thread, arena, size, HookedFunction.Arena);
        thread->Guard = guard;
        return arena;
    }

    private static void ArenaFree(nint context, nint arena, nuint size)
    {
        var thread = ThreadTable.Current();
        if (thread == null || !Recorder.Ready())
        {
            _arenas.Free(_arenas.Context, arena, size);
            return;
        }
        var guard = thread->Guard;
        thread->Guard = 1;
        Recorder.One(Interpreter.LaneOfGilHolder<TPython>(thread, out _), RecordKind.Free, arena, HookedFunction.Arena);
        _arenas.Free(_arenas.Context, arena, size);
        thread->Guard = guard;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Allocated(ThreadRecord* thread, nint block, nuint size, HookedFunction function)
    {
        var state = Interpreter.StateOfMainLane<TPython>(thread);
        if (state != 0) Recorder.Allocated(Lane.Main, StackCapture.Node<TPython>(thread, Lane.Main, state), block, size, function, isWhole: true);
        else AllocatedElsewhere(thread, block, size, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AllocatedElsewhere(ThreadRecord* thread, nint block, nuint size, HookedFunction function)
    {
        var lane = Interpreter.LaneOfGilHolder<TPython>(thread, out var state);
        Recorder.Allocated(lane, StackCapture.Node<TPython>(thread, lane, state), block, size, function, isWhole: true);
    }
}
