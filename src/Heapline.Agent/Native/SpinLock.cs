using System.Threading;

namespace Heapline.Agent.Native;

/// <summary>A lock for the agent's rare slow paths. Zeroed memory is an open lock; a forked child opens it by zeroing.</summary>
internal struct SpinLock
{
    private int _held;

    public void Enter()
    {
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0) LibC.sched_yield();
    }

    public void Exit() => Volatile.Write(ref _held, 0);

    public void Reset() => _held = 0;
}
