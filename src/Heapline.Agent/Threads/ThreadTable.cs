using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;

namespace Heapline.Agent.Threads;

/// <summary>
/// Finds the calling thread's <see cref="ThreadRecord"/> by a pthread key.
/// </summary>
/// <remarks>
/// Two hazards, both met at the edges of a thread's life:
/// <para>Birth. <c>pthread_setspecific</c> may itself call calloc (for keys from 32 on), and that calloc is hooked: the hook would look for the record that
/// is just being made, find none, and make another, for ever. So the maker leaves its name in <c>_maker</c>, and a hook on that thread passes through.</para>
/// <para>Death. Other keys' destructors, run by glibc after ours, free memory through our hooks. So our destructor puts the record back for as
/// many rounds as POSIX promises (4), and only in the last gives it up for reuse; destructors of C++ thread_locals have run before the first.</para>
/// </remarks>
internal static unsafe class ThreadTable
{
    /// <summary>PTHREAD_DESTRUCTOR_ITERATIONS of glibc.</summary>
    private const int DestructorRounds = 4;

    private static uint _key;
    private static Native.SpinLock _lock;
    private static nint _maker;
    private static ThreadRecord* _free;
    private static ThreadRecord* _all;
    /// <summary>Who came by <see cref="EnterWithGil"/> last; any record where nobody has.</summary>
    private static ThreadRecord* _lastHolder;

    /// <summary>Makes the key; false when the process has none left, or no memory.</summary>
    public static bool Initialize()
    {
        uint key;
        if (LibC.pthread_key_create(&key, (nint)(delegate*<ThreadRecord*, void>)&OnThreadExit) != 0) return false;
        _key = key;
        _lastHolder = (ThreadRecord*)PrivateMemory.Map((nuint)sizeof(ThreadRecord));
        return _lastHolder != null;
    }

    /// <summary>The calling thread's record; null where none can be had (the event then goes unrecorded).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadRecord* Current()
    {
        var record = (ThreadRecord*)LibC.pthread_getspecific(_key);
        return record != null ? record : Register();
    }

    /// <summary>
    /// Goes into a hook: the calling thread's record with its guard up. Null when the call is only to be passed on: recording is off, the thread is in a hook already,
    /// or there is no record to be had.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadRecord* Enter()
    {
        if (!Recorder.Active) return EnterSlowly();
        var record = Current();
        if (record == null || record->Guard != 0) return null;
        record->Guard = 1;
        return record;
    }

    /// <summary>
    /// As <see cref="Enter"/>, for hooks that most often are called by whoever holds the GIL: the same thread as last time, which is told by where its stack is. A thread that holds none is
    /// found, too, by the longer way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadRecord* EnterWithGil()
    {
        if (!Recorder.Active) return EnterSlowly();
        var record = _lastHolder;
        if (!record->Stack.HasCaller) record = NextHolder();
        if (record == null || record->Guard != 0) return null;
        record->Guard = 1;
        return record;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadRecord* NextHolder()
    {
        var record = Current();
        if (record != null && record->Stack.HasCaller) _lastHolder = record;
        return record;
    }

    /// <summary>Raises the calling thread's guard for a call into Python of our own, whether or not anything is recorded; null when it is up already.</summary>
    public static ThreadRecord* EnterQuietly()
    {
        var record = Current();
        if (record == null || record->Guard != 0) return null;
        record->Guard = 1;
        return record;
    }

    /// <summary>Leaves the hook.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(ThreadRecord* record) => record->Guard = 0;

    /// <summary>Not active: recording has ended, or this is a forked child before its first event. Its segment is made with the guard up.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadRecord* EnterSlowly()
    {
        if (!Recorder.Pending) return null;
        var record = Current();
        if (record == null || record->Guard != 0) return null;
        record->Guard = 1;
        if (Recorder.Ready()) return record;
        record->Guard = 0;
        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadRecord* Register()
    {
        var self = LibC.pthread_self();
        if (System.Threading.Volatile.Read(ref _maker) == self) return null;
        _lock.Enter();
        System.Threading.Volatile.Write(ref _maker, self);
        var record = Take();
        if (record != null && LibC.pthread_setspecific(_key, record) != 0)
        {
            GiveUp(record);
            record = null;
        }
        System.Threading.Volatile.Write(ref _maker, 0);
        _lock.Exit();
        return record;
    }

    private static ThreadRecord* Take()
    {
        var record = _free;
        if (record != null)
        {
            _free = record->NextFree;
            record->NextFree = null;
        }
        else
        {
            record = (ThreadRecord*)PrivateMemory.Map((nuint)sizeof(ThreadRecord));
            if (record == null) return null;
            record->NextAll = _all;
            _all = record;
        }
        Forget(record);
        record->NameLength = 0;
        record->Self = LibC.pthread_self();
        record->Stack = StackRange.OfMainThread();
        record->ThreadState = ThreadStateSlot.OfThisThread();
        return record;
    }

    private static void GiveUp(ThreadRecord* record)
    {
        record->Stack = default;
        record->NextFree = _free;
        _free = record;
    }

    /// <summary>Makes a record new: nothing of the old thread's stacks holds any more.</summary>
    private static void Forget(ThreadRecord* record)
    {
        record->Guard = 0;
        record->Root = 0;
        record->Creator = record->CreatorHere = 0;
        record->FrameCount = 0;
        record->ExitRounds = 0;
        record->Countdown = default;
        record->LastSample = 0;
        record->Nodes.Clear();
    }

    private static void OnThreadExit(ThreadRecord* record)
    {
        record->Stack = default; // soon another thread's
        if (++record->ExitRounds < DestructorRounds)
        {
            LibC.pthread_setspecific(_key, record);
            return;
        }
        // What it was called last, if anything was recorded of it.
        if (record->Root != 0 && Recorder.Active)
        {
            record->Guard = 1;
            ThreadNameRecord.WriteKernels(Lane.Side);
            record->Guard = 0;
        }
        _lock.Enter();
        GiveUp(record);
        _lock.Exit();
    }

    /// <summary>Whether no thread but the calling one is in a hook.</summary>
    public static bool IsQuiet()
    {
        var own = (ThreadRecord*)LibC.pthread_getspecific(_key);
        for (var record = _all; record != null; record = record->NextAll)
        {
            if (record != own && System.Threading.Volatile.Read(ref record->Guard) != 0) return false;
        }
        return true;
    }

    /// <summary>A new recording begins, while no thread is in a hook: it knows nothing of any thread's stacks.</summary>
    public static void BeginAnew()
    {
        _lock.Enter();
        for (var record = _all; record != null; record = record->NextAll)
        {
            record->Root = 0;
            record->FrameCount = 0;
            record->Nodes.Clear();
        }
        _lock.Exit();
    }

    /// <summary>In a forked child only the calling thread lives on: every record but its own goes back, and its own begins anew.</summary>
    public static void AfterForkInChild()
    {
        _lock.Reset();
        _maker = 0;
        _free = null;
        var own = (ThreadRecord*)LibC.pthread_getspecific(_key);
        for (var record = _all; record != null; record = record->NextAll)
        {
            if (record != own) GiveUp(record);
        }
        if (own == null) return;
        var guard = own->Guard;
        Forget(own);
        own->Guard = guard;
    }
}
