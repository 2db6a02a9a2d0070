using Heapline.Agent.Native;
using Heapline.Agent.Recording;

namespace Heapline.Agent.Hooks;

/// <summary>
/// <c>_exit</c>, by which forks end that are to run no exit handlers: those of multiprocessing, and whoever calls os._exit. Many are over before anybody can look at their memory, so they note
/// themselves what the most of it was.
/// </summary>
/// <remarks>Only forks of a Python: of a program that was started by exec the kernel's figure has what was there before it in it.</remarks>
internal static unsafe class ExitHooks
{
    private const int RusageSelf = 0, Longs = 18, MaxResidentKiB = 4;

    public static delegate* unmanaged[SuppressGCTransition]<int, void> OriginalExit;

    public static void Exit(int status)
    {
        NotePeak();
        OriginalExit(status);
    }

    /// <summary>Notes the highest resident memory of this process, if it is a fork: one system call. May run in a signal handler.</summary>
    public static void NotePeak()
    {
        var header = Segment.Header;
        // A child of vfork is in its parent's memory, and a fork that has recorded nothing has its parent's segment at hand still.
        if (ForkPoint.OfThisProcess == 0 || header == null || header->Pid != (uint)LibC.getpid()) return;
        var usage = stackalloc long[Longs];
        if (LibC.getrusage(RusageSelf, usage) != 0) return;
        header->PeakResidentBytes = (ulong)usage[MaxResidentKiB] << 10;
        header->PeakNotedNs = LibC.MonotonicNs();
    }
}
