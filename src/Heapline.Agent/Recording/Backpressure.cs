using System.Threading;
using Heapline.Agent.Native;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>What a writer does when its lane is filling up: wake the collector, wait for it, or find that it has died or was stopped.</summary>
internal static unsafe class Backpressure
{
    /// <summary>Wakes the collector if it sleeps. Its flag spares the system call when it does not, or when it has been woken and only waits for a processor.</summary>
    public static void WakeCollector(SessionPage* session)
    {
        if (Volatile.Read(ref session->Sleeping) == 0 || Interlocked.Exchange(ref session->Sleeping, 0) == 0) return;
        Interlocked.Increment(ref session->WakeWord);
        LibC.syscall(LibC.SysFutex, (nint)(&session->WakeWord), LibC.FutexWake, 1, 0, 0, 0);
    }

    /// <summary>Whether the collector's draining thread still lives: the kernel marks the robust mutex when it dies.</summary>
    public static bool CollectorLives(SessionPage* session)
    {
        var word = Volatile.Read(ref *(uint*)session->OwnerLock);
        return word != 0 && (word & SessionPage.OwnerDied) == 0;
    }

    /// <summary>
    /// Looks whether the collector still lives. False when it does not: recording is then over for this process, and what the collector can no longer remove is removed.
    /// The program's errno is kept.
    /// </summary>
    public static bool Look(SessionPage* session)
    {
        if (CollectorLives(session)) return true;
        Recorder.Stop();
        // Unlocked in order, it lives on without reading and removes the folder itself.
        if (Volatile.Read(ref *(uint*)session->OwnerLock) == 0) return false;
        var errno = *LibC.__errno_location();
        Segment.Remove();
        *LibC.__errno_location() = errno;
        return false;
    }

    /// <summary>
    /// Waits until the collector has consumed up to <paramref name="needed"/>. False when it has died or was stopped: recording is then over for this process.
    /// The program's errno is kept.
    /// </summary>
    public static bool Wait(SegmentHeader* header, SessionPage* session, ref ulong tail, ulong needed)
    {
        var errno = *LibC.__errno_location();
        var began = LibC.MonotonicNs();
        Interlocked.Increment(ref header->RingWaits);
        var lives = true;
        var silence = new Silence();
        for (var round = 0; Volatile.Read(ref tail) < needed; round++)
        {
            WakeCollector(session);
            if (!Look(session) || IsStopped(header, session, ref silence, tail))
            {
                lives = false;
                break;
            }
            Pause(round, silence.Rounds);
        }
        Interlocked.Add(ref header->RingWaitNs, LibC.MonotonicNs() - began);
        *LibC.__errno_location() = errno;
        return lives;
    }

    /// <summary>Whether the collector was stopped: the program does not wait for whoever may let it go on. The capture will say from when on nothing was recorded.</summary>
    private static bool IsStopped(SegmentHeader* header, SessionPage* session, ref Silence silence, ulong tail)
    {
        var nowNs = LibC.MonotonicNs();
        if (!silence.IsTooLong(tail + Volatile.Read(ref session->Beat), nowNs, Volatile.Read(ref session->IsStopped) != 0)) return false;
        Recorder.Stop();
        Interlocked.CompareExchange(ref header->GivenUpNs, nowNs, 0);
        Volatile.Write(ref session->IsStopped, 1);
        return true;
    }

    /// <summary>
    /// The first rounds only offer the processor, as the collector may want just this one; later ones sleep 50 µs, a batch's worth, and a millisecond where nothing has been heard for
    /// hundreds of them.
    /// </summary>
    private static void Pause(int round, int silentRounds)
    {
        if (round < 16)
        {
            LibC.sched_yield();
            return;
        }
        TimeSpec sleep;
        sleep.Seconds = 0;
        sleep.Nanoseconds = silentRounds < 500 ? 50_000 : 1_000_000;
        LibC.nanosleep(&sleep, null);
    }
}
