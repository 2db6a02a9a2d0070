using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Hooks;
using Heapline.Agent.Lines;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>
/// Writes the main lane. Only for a thread that holds the main interpreter's GIL, which is what makes it one writer at a time: the fields below are
/// plain statics, and a record costs plain stores (x86 keeps them in order; the GIL's own barriers order one holder after the other).
/// </summary>
internal static unsafe class MainLane
{
    /// <summary>
    /// After so many words at the latest a writer looks whether the collector still lives: some thousand events. A program with more than 40,000 of them a second stops
    /// recording within 100 ms of the collector's death; one with fewer does not feel them.
    /// </summary>
    public const ulong LookEveryWords = 8192;

    private const uint CollectionWords = 4;

    private static SegmentHeader* _header;
    private static SessionPage* _session;
    private static ulong* _words;
    private static ulong _capacity;
    /// <summary>Words that have memory, from the lane's beginning on.</summary>
    private static ulong _room;
    private static bool _mayGrow;
    private static ulong _head;
    /// <summary>Up to here records go without a further look: never past the lap's end, the end of its memory, the room known to be free, the half where the collector is to be woken, or the next look at the collector.</summary>
    private static ulong _limit;
    private static uint _tick;
    /// <summary>When the interpreter's counters of collections were last looked at, on CLOCK_MONOTONIC in nanoseconds.</summary>
    private static ulong _lookedNs;

    /// <summary>Most words that one record may have.</summary>
    public static uint MaxRecordWords => (uint)(_capacity / 8);

    /// <summary>Takes a fresh segment.</summary>
    public static void Begin(SegmentHeader* header, SessionPage* session)
    {
        _header = header;
        _session = session;
        _words = (ulong*)((byte*)header + SegmentHeader.Bytes);
        _capacity = header->MainLaneWords;
        _room = header->MainRoomWords;
        _mayGrow = _room < _capacity;
        _head = 0;
        _limit = 0;
        _tick = 0;
        _lookedNs = LibC.MonotonicNs();
        GarbageCounters.Forget();
    }

    /// <summary>Tells of the garbage collections since the last look; false when recording has ended.</summary>
    /// <remarks>
    /// Looked at when a new tick is met, and at the end: some loads a tick. So a collection is known to lie between two looks, which are a tick apart while the program runs
    /// Python code that allocates, and more while it does not; the record has both times.
    /// </remarks>
    public static bool TellCollections()
    {
        var nowNs = LibC.MonotonicNs();
        for (var generation = 0; generation < GarbageCounters.Generations; generation++)
        {
            if (!GarbageCounters.Moved(generation, out var collections, out var collected)) continue;
            if (!RoomFor(CollectionWords)) return false;
            var to = _words + (_head & _capacity - 1);
            to[0] = Record.Head(RecordKind.Collections, (HookedFunction)generation, (ulong)collections);
            to[1] = _lookedNs;
            to[2] = nowNs;
            to[3] = (ulong)collected;
            Publish(CollectionWords);
        }
        _lookedNs = nowNs;
        return true;
    }

    /// <summary>Room for a record of <paramref name="words"/> words, to be filled and then published; null when recording has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* Reserve(uint words)
    {
        if (_head + words > _limit || _session->Tick != _tick)
        {
            if (!MakeRoom(words)) return null;
        }
        return _words + (_head & _capacity - 1);
    }

    /// <summary>Hands the record that was filled after <see cref="Reserve"/> to the collector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(uint words)
    {
        _head += words;
        Volatile.Write(ref _header->MainHead, _head);
    }

    /// <summary>Writes a whole record from where a tick has ended; false when recording has.</summary>
    public static bool WriteAtTick(ulong* record, uint words)
    {
        if (!RoomFor(words)) return false;
        Memory.Copy(_words + (_head & _capacity - 1), record, words * sizeof(ulong));
        Publish(words);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MakeRoom(uint words)
    {
        if (_session->Tick != _tick)
        {
            if (!TellCollections() || !CapturedLines.TellRunning() || !RoomFor(1)) return false;
            // Read only now: while this thread waited for room, more ticks may have gone by.
            _tick = _session->Tick;
            _words[_head & _capacity - 1] = Record.Head(RecordKind.Tick, HookedFunction.None, _tick);
            Publish(1);
        }
        return RoomFor(words);
    }

    private static bool RoomFor(uint words)
    {
        if (!Backpressure.Look(_session))
        {
            DomainHooks.TakeOut();
            return false;
        }
        while (_head + words > _limit)
        {
            var lapEnd = (_head | _capacity - 1) + 1;
            // The Skip record that ends a shorter lap needs a word, too.
            var roomEnd = _room == _capacity ? lapEnd : lapEnd - _capacity + _room - 1;
            if (_head + words > roomEnd)
            {
                if (_mayGrow) Grow();
                else if (!SkipTo(lapEnd)) return false;
                continue;
            }
            var tail = Volatile.Read(ref _header->MainTail);
            var half = tail + _capacity / 2;
            var full = tail + _capacity;
            if (_head + words > full)
            {
                if (!Backpressure.Wait(_header, _session, ref _header->MainTail, _head + words - _capacity)) return false;
                continue;
            }
            if (_head + words > half)
            {
                Backpressure.WakeCollector(_session);
                _limit = full < roomEnd ? full : roomEnd;
            }
            else
            {
                _limit = half < roomEnd ? half : roomEnd;
            }
            var look = _head + words + LookEveryWords;
            if (_limit > look) _limit = look;
        }
        return true;
    }

    /// <summary>
    /// Gets memory for twice as many words as there are. Most processes never need it, and whoever starts, forks and ends is quicker without. Where there is none, laps stay short.
    /// </summary>
    private static void Grow()
    {
        var errno = *LibC.__errno_location();
        while (LibC.madvise((nint)(_words + _room), (nuint)_room * sizeof(ulong), LibC.MadvisePopulateWrite) != 0)
        {
            if (*LibC.__errno_location() == LibC.Interrupted) continue;
            _mayGrow = false;
            break;
        }
        *LibC.__errno_location() = errno;
        if (!_mayGrow) return;
        _room *= 2;
        _mayGrow = _room < _capacity;
        _header->MainRoomWords = _header->MainPopulatedWords = (uint)_room;
    }

    /// <summary>Fills the rest of the lap with one Skip record: records never wrap around.</summary>
    private static bool SkipTo(ulong lapEnd)
    {
        var rest = lapEnd - _head;
        if (lapEnd - Volatile.Read(ref _header->MainTail) > _capacity
            && !Backpressure.Wait(_header, _session, ref _header->MainTail, lapEnd - _capacity))
            return false;
        _words[_head & _capacity - 1] = Record.Head(RecordKind.Skip, HookedFunction.None, rest - 1);
        Publish((uint)rest);
        return true;
    }
}
