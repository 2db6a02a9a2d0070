using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Hooks;

/// <summary>The mmap family. The C library's own mappings (malloc's, thread stacks) do not come by here: they are not calls through a table.</summary>
internal static unsafe class MappingHooks
{
    public static delegate* unmanaged[SuppressGCTransition]<nint, nuint, int, int, int, long, nint> OriginalMmap;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nuint, int> OriginalMunmap;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, int, nint, nint> OriginalMremap;

    public static nint Mmap(nint address, nuint length, int protection, int flags, int fd, long offset)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalMmap(address, length, protection, flags, fd, offset);
        var lane = Interpreter.LaneOfAnyone(out var state);
        // A fixed mapping takes the place of whatever was there.
        if ((flags & LibC.MapFixed) != 0) Recorder.Unmapping(lane, address, length);
        var mapped = OriginalMmap(address, length, protection, flags, fd, offset);
        if (mapped != LibC.MapFailed) Recorder.Allocated(lane, StackCapture.Node(thread, lane, state), mapped, length, HookedFunction.Mmap);
        ThreadTable.Leave(thread);
        return mapped;
    }

    public static int Munmap(nint address, nuint length)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalMunmap(address, length);
        Recorder.Unmapping(Interpreter.LaneOfAnyone(out _), address, length);
        var result = OriginalMunmap(address, length);
        ThreadTable.Leave(thread);
        return result;
    }

    public static nint Mremap(nint old, nuint oldLength, nuint newLength, int flags, nint wanted)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return OriginalMremap(old, oldLength, newLength, flags, wanted);
        var lane = Interpreter.LaneOfAnyone(out var state);
        // An old length of 0 duplicates a shared mapping and gives nothing up.
        if (oldLength != 0) Recorder.Unmapping(lane, old, oldLength);
        var mapped = OriginalMremap(old, oldLength, newLength, flags, wanted);
        if (mapped != LibC.MapFailed) Recorder.Allocated(lane, StackCapture.Node(thread, lane, state), mapped, newLength, HookedFunction.Mremap);
        else if (oldLength != 0) Recorder.Allocated(lane, StackCapture.Node(thread, lane, state), old, oldLength, HookedFunction.Mremap);
        ThreadTable.Leave(thread);
        return mapped;
    }
}
