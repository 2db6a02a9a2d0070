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

    /// <summary>What every record needs, side by side.</summary>
    private struct State
    {
        public SegmentHeader* Header;
        public SessionPage* Session;
        public ulong* Words;
        /// <summary>Words of the lane, less one.</summary>
        public ulong Mask;
        public ulong Head;
        /// <summary>Up to here records go without a further look: never past the lap's end, the end of its memory, the room known to be free, the half where the collector is to be woken, or the next look at the collector.</summary>
        public ulong Limit;
        public uint Tick;
        /// <summary>Node of the last <see cref="RecordKind.Here"/>; 0, which is no node, before the first.</summary>
        public uint Node;
    }

    /// <summary>Lives as long as the process.</summary>
    private static State* _lane;
    private static ulong _capacity;
    /// <summary>Words that have memory, from the lane's beginning on.</summary>
    private static ulong _room;
    private static bool _mayGrow;
    /// <summary>When the interpreter's counters of collections were last looked at, on CLOCK_MONOTONIC in nanoseconds.</summary>
    private static ulong _lookedNs;

    /// <summary>Most words that one record may have.</summary>
    public static uint MaxRecordWords => (uint)(_capacity / 8);

    /// <summary>To be called before the first record; false when there is no memory.</summary>
    public static bool Initialize()
    {
        if (_lane == null) _lane = (State*)PrivateMemory.Map((nuint)sizeof(State));
        return _lane != null;
    }

    /// <summary>Takes a fresh segment.</summary>
    public static void Begin(SegmentHeader* header, SessionPage* session)
    {
        _capacity = header->MainLaneWords;
        _room = header->MainRoomWords;
        _mayGrow = _room < _capacity;
        *_lane = new State { Header = header, Session = session, Words = (ulong*)((byte*)header + SegmentHeader.Bytes), Mask = _capacity - 1 };
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
        var record = stackalloc ulong[(int)CollectionWords];
        for (var generation = 0; generation < GarbageCounters.Generations; generation++)
        {
            if (!GarbageCounters.Moved(generation, out var collections, out var collected)) continue;
            record[0] = Record.Head(RecordKind.Collections, (HookedFunction)generation, (ulong)collections);
            record[1] = _lookedNs;
            record[2] = nowNs;
            record[3] = (ulong)collected;
            if (!WriteAtTick(record, CollectionWords)) return false;
        }
        _lookedNs = nowNs;
        return true;
    }

    /// <summary>Writes a record of one word, if recording has not ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ulong word)
    {
        var lane = _lane;
        if (HasRoom(lane, 1) || MakeRoom(1)) Put(lane, word);
    }

    /// <summary>Writes a record of one word that is said of <paramref name="node"/>, if recording has not ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(uint node, ulong word)
    {
        var lane = _lane;
        if (lane->Node == node)
        {
            if (HasRoom(lane, 1) || MakeRoom(1)) Put(lane, word);
            return;
        }
        if (!HasRoom(lane, 2) && !MakeRoom(2)) return;
        var to = lane->Words + (lane->Head & lane->Mask);
        to[0] = Record.Head(RecordKind.Here, HookedFunction.None, node);
        to[1] = word;
        lane->Node = node;
        Publish(lane, 2);
    }

    /// <summary>Whether <paramref name="node"/> is the one that was said last.</summary>
    public static bool IsAt(uint node) => _lane->Node == node;

    /// <summary>Writes a record of two words, if recording has not ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ulong first, ulong second)
    {
        var lane = _lane;
        if (!HasRoom(lane, 2) && !MakeRoom(2)) return;
        var to = lane->Words + (lane->Head & lane->Mask);
        to[0] = first;
        to[1] = second;
        Publish(lane, 2);
    }

    /// <summary>Writes any record; false when recording has ended.</summary>
    public static bool Write(ulong* record, uint words)
    {
        var lane = _lane;
        if (!HasRoom(lane, words) && !MakeRoom(words)) return false;
        Put(lane, record, words);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasRoom(State* lane, uint words) => lane->Head + words <= lane->Limit && lane->Session->Tick == lane->Tick;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(State* lane, ulong word)
    {
        var head = lane->Head;
        lane->Words[head & lane->Mask] = word;
        head++;
        lane->Head = head;
        Volatile.Write(ref lane->Header->MainHead, head);
    }

    private static void Put(State* lane, ulong* record, uint words)
    {
        Memory.Copy(lane->Words + (lane->Head & lane->Mask), record, words * sizeof(ulong));
        Publish(lane, words);
    }

    /// <summary>Hands what was written to the collector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Publish(State* lane, uint words)
    {
        var head = lane->Head + words;
        lane->Head = head;
        Volatile.Write(ref lane->Header->MainHead, head);
    }

    /// <summary>Writes a whole record from where a tick has ended; false when recording has.</summary>
    public static bool WriteAtTick(ulong* record, uint words)
    {
        if (!RoomFor(words)) return false;
        Put(_lane, record, words);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MakeRoom(uint words)
    {
        var lane = _lane;
        if (lane->Session->Tick != lane->Tick)
        {
            if (!TellCollections() || !CapturedLines.TellRunning() || !RoomFor(1)) return false;
            // Read only now: while this thread waited for room, more ticks may have gone by.
            lane->Tick = lane->Session->Tick;
            lane->Words[lane->Head & lane->Mask] = Record.Head(RecordKind.Tick, HookedFunction.None, lane->Tick);
            Publish(lane, 1);
        }
        return RoomFor(words);
    }

    private static bool RoomFor(uint words)
    {
        var lane = _lane;
        if (!Backpressure.Look(lane->Session))
        {
            DomainHooks.TakeOut();
            return false;
        }
        while (lane->Head + words > lane->Limit)
        {
            var lapEnd = (lane->Head | lane->Mask) + 1;
            // The Skip record that ends a shorter lap needs a word, too.
            var roomEnd = _room == _capacity ? lapEnd : lapEnd - _capacity + _room - 1;
            if (lane->Head + words > roomEnd)
            {
                if (_mayGrow) Grow();
                else if (!SkipTo(lapEnd)) return false;
                continue;
            }
            var tail = Volatile.Read(ref lane->Header->MainTail);
            var half = tail + _capacity / 2;
            var full = tail + _capacity;
            if (lane->Head + words > full)
            {
                if (!Backpressure.Wait(lane->Header, lane->Session, ref lane->Header->MainTail, lane->Head + words - _capacity)) return false;
                continue;
            }
            if (lane->Head + words > half)
            {
                Backpressure.WakeCollector(lane->Session);
                lane->Limit = full < roomEnd ? full : roomEnd;
            }
            else
            {
                lane->Limit = half < roomEnd ? half : roomEnd;
            }
            var look = lane->Head + words + LookEveryWords;
            if (lane->Limit > look) lane->Limit = look;
        }
        return true;
    }

    /// <summary>
    /// Gets memory for twice as many words as there are. Most processes never need it, and whoever starts, forks and ends is quicker without. Where there is none, laps stay short.
    /// </summary>
    private static void Grow()
    {
        var lane = _lane;
        var errno = *LibC.__errno_location();
        while (LibC.madvise((nint)(lane->Words + _room), (nuint)_room * sizeof(ulong), LibC.MadvisePopulateWrite) != 0)
        {
            if (*LibC.__errno_location() == LibC.Interrupted) continue;
            _mayGrow = false;
            break;
        }
        *LibC.__errno_location() = errno;
        if (!_mayGrow) return;
        _room *= 2;
        _mayGrow = _room < _capacity;
        lane->Header->MainRoomWords = lane->Header->MainPopulatedWords = (uint)_room;
    }

    /// <summary>Fills the rest of the lap with one Skip record: records never wrap around.</summary>
    private static bool SkipTo(ulong lapEnd)
    {
        var lane = _lane;
        var rest = lapEnd - lane->Head;
        if (lapEnd - Volatile.Read(ref lane->Header->MainTail) > _capacity
            && !Backpressure.Wait(lane->Header, lane->Session, ref lane->Header->MainTail, lapEnd - _capacity))
            return false;
        lane->Words[lane->Head & lane->Mask] = Record.Head(RecordKind.Skip, HookedFunction.None, rest - 1);
        Publish(lane, (uint)rest);
        return true;
    }
}
