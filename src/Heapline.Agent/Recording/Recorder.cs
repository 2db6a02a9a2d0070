using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>Which lane a record goes to: the proof, as an argument, that the caller knows whether it holds the GIL.</summary>
internal enum Lane
{
    /// <summary>The caller holds the main interpreter's GIL.</summary>
    Main,
    /// <summary>The caller may hold no GIL at all.</summary>
    Side,
}

/// <summary>Turns what the hooks see into records.</summary>
internal static unsafe class Recorder
{
    /// <summary>
    /// 1 while events are recorded. In a page that the kernel hands every forked child zeroed: from its first instruction on, before any fork handler has run and
    /// however it was made, a child writes nothing into its parent's segment.
    /// </summary>
    private static int* _active;
    private static int _needsSegment;
    private static bool _onAtFork;

    /// <summary>Whether events are recorded. Once false for good (the collector has died), hooks only pass through. Only after <see cref="Initialize"/>.</summary>
    public static bool Active
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => *_active != 0;
    }

    /// <summary>Whether this is a forked child that has not made its segment yet.</summary>
    public static bool Pending => _needsSegment != 0;

    /// <summary>Whether events are recorded, or would be from the first one on; false in a process that has never begun to.</summary>
    public static bool IsOn => _active != null && (Active || Pending);

    /// <summary>To be called before the first hook; false when there is no memory.</summary>
    public static bool Initialize()
    {
        if (_active != null) return true;
        var page = PrivateMemory.Map(sizeof(int));
        if (page == null || !MainLane.Initialize()) return false;
        // A kernel before 4.14 knows no such pages: there a child is on its own from its fork handler on.
        LibC.madvise((nint)page, sizeof(int), LibC.MadviseWipeOnFork);
        _active = (int*)page;
        return true;
    }

    /// <summary>Whether events are recorded; in a forked child this is where its own segment is made, at its first event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Ready() => Active || _needsSegment != 0 && BeginSegment();

    /// <summary>Begins to record into a fresh segment.</summary>
    public static void Start(SegmentHeader* header, SessionPage* session)
    {
        MainLane.Begin(header, session);
        SideLane.Begin(header, session);
        Volatile.Write(ref *_active, 1);
    }

    /// <summary>Ends recording in this process, for ever.</summary>
    public static void Stop() => Volatile.Write(ref *_active, 0);

    /// <summary>Ends recording in this process until <see cref="Start"/>; what has not begun to record does not begin either.</summary>
    public static void Pause()
    {
        Volatile.Write(ref _needsSegment, 0);
        Stop();
    }

    /// <summary>Runs before fork: what the child is to do depends on it.</summary>
    public static void BeforeFork() => _onAtFork = IsOn;

    /// <summary>In a forked child the parent's segment must not be touched again. The child's own is made when there is something to write: most children only exec.</summary>
    public static void AfterForkInChild()
    {
        if (_onAtFork) _needsSegment = 1;
        Stop();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool BeginSegment()
    {
        if (Interlocked.Exchange(ref _needsSegment, 0) == 0) return Active;
        var errno = *LibC.__errno_location();
        var made = Backpressure.CollectorLives(Segment.Session) && Segment.Open();
        *LibC.__errno_location() = errno;
        return made;
    }

    /// <summary>A block was handed out; with <paramref name="isWhole"/> by a function that is known not to be sampled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Allocated(Lane lane, uint node, nint address, nuint size, HookedFunction function, bool isWhole = false)
    {
        if (lane == Lane.Main && size < Record.HereBytes && (address & 15) == 0 && (isWhole || Record.Level(function) == 0))
        {
            MainLane.Write(node, Record.Here(function, (ulong)address, (uint)size));
            return;
        }
        AllocatedOtherwise(lane, node, address, size, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AllocatedOtherwise(Lane lane, uint node, nint address, nuint size, HookedFunction function)
    {
        var words = stackalloc ulong[3];
        var fits = size <= uint.MaxValue;
        words[0] = Record.Head(fits ? RecordKind.Allocate : RecordKind.AllocateLarge, function, (ulong)address);
        words[1] = Record.Pair(node, fits ? (uint)size : 0);
        words[2] = size;
        Write(lane, words, fits ? 2u : 3u);
    }

    /// <summary>A block is about to be given back, or to go into a realloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(Lane lane, RecordKind kind, nint address, HookedFunction function = HookedFunction.None)
    {
        var word = Record.Head(kind, function, (ulong)address);
        if (lane == Lane.Side) OneOnTheSide(word);
        else MainLane.Write(word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneOnTheSide(ulong word) => SideLane.Write(&word, 1);

    /// <summary>A realloc that began with ReallocateBegin has given a block.</summary>
    public static void Reallocated(Lane lane, uint node, nint old, nint address, nuint size, HookedFunction function)
    {
        if (lane == Lane.Main && size < Record.ReallocateHereBytes && MainLane.IsAt(node))
        {
            MainLane.Write(Record.Head(RecordKind.ReallocateEndHere, function, (ulong)address), (ulong)old << 16 | size);
            return;
        }
        var words = stackalloc ulong[4];
        words[0] = Record.Head(RecordKind.ReallocateEnd, function, (ulong)address);
        words[1] = Record.Pair(node, 0);
        words[2] = size;
        words[3] = (ulong)old;
        Write(lane, words, 4);
    }

    /// <summary>A range is about to be unmapped.</summary>
    public static void Unmapping(Lane lane, nint address, nuint length)
    {
        var words = stackalloc ulong[2];
        words[0] = Record.Head(RecordKind.Unmap, HookedFunction.None, (ulong)address);
        words[1] = length;
        Write(lane, words, 2);
    }

    /// <summary>Writes any record to a lane.</summary>
    public static bool Write(Lane lane, ulong* record, uint words) => lane == Lane.Side ? SideLane.Write(record, words) : MainLane.Write(record, words);
}
