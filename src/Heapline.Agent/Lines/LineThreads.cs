using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Lines;

/// <summary>Finds the calling thread's <see cref="LineThread"/> by a pthread key.</summary>
internal static unsafe class LineThreads
{
    private static uint _key;
    private static bool _ready;
    private static Native.SpinLock _lock;
    private static LineThread* _free;

    /// <summary>Makes the key, once; false when the process has none left.</summary>
    public static bool Initialize()
    {
        if (_ready) return true;
        uint key;
        if (LibC.pthread_key_create(&key, (nint)(delegate*<LineThread*, void>)&OnThreadExit) != 0) return false;
        _key = key;
        return _ready = LibC.__register_atfork(0, 0, (nint)(delegate*<void>)&AfterForkInChild, 0) == 0;
    }

    /// <summary>The calling thread's record; null when it never switched a profile on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineThread* Find() => (LineThread*)LibC.pthread_getspecific(_key);

    /// <summary>The calling thread's record; null only when there is no memory. With the GIL held.</summary>
    public static LineThread* Get()
    {
        var thread = Find();
        return thread != null ? thread : Make();
    }

    private static LineThread* Make()
    {
        _lock.Enter();
        var thread = _free;
        if (thread != null) _free = thread->NextFree;
        _lock.Exit();
        // What an ended thread had left on could not be let go when it ended: a thread's last act has no GIL.
        if (thread != null) thread->Forget();
        else thread = (LineThread*)PrivateMemory.Map((nuint)sizeof(LineThread));
        if (thread == null) return null;
        // pthread_setspecific may allocate; that block is ours, not the program's.
        var guarded = ThreadTable.Enter();
        var set = LibC.pthread_setspecific(_key, thread) == 0;
        if (guarded != null) ThreadTable.Leave(guarded);
        if (set) return thread;
        OnThreadExit(thread);
        return null;
    }

    private static void OnThreadExit(LineThread* thread)
    {
        _lock.Enter();
        thread->NextFree = _free;
        _free = thread;
        _lock.Exit();
    }

    private static void AfterForkInChild()
    {
        _lock.Reset();
        LineGuard.AfterForkInChild();
        ResidentMemory.AfterForkInChild();
        CapturedLines.AfterForkInChild();
    }
}
