using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Collector.Events;
using Heapline.Protocol;

namespace Heapline.Collector.Lanes;

/// <summary>
/// Reads the two lanes of one segment in their total order (docs/architecture.md, "Session, segments, lanes") and hands each record to the process's book.
/// Draining thread only.
/// </summary>
/// <remarks>
/// What the program wrote is not trusted: it may write over its own lanes. A record that cannot be is the last one that is read; from then on the lanes are
/// only emptied, so that the program is not kept waiting for room.
/// </remarks>
internal sealed unsafe class LaneReader(LaneMemory memory, ProcessBook book, ILanePace pace)
{
    // 64 KiB of records are about a millisecond of work: a waiting program goes on that early.
    private const ulong BatchWords = 8192;
    // As many cache lines as the processor fetches at a time, and not so many that they push each other out of its first cache.
    private const int GroupRecords = 32;

    // By kind; 0: not known, or of a length that the record says itself.
    private static ReadOnlySpan<byte> FixedWords => [0, 1, 2, 3, 1, 4, 1, 2, 3, 2, 0, 1, 4, 0, 1, 1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 1, 2, 0, 0];

    private ulong _main;
    private ulong _side;
    private ulong _publishedMain;

    /// <summary>What was wrong with the lanes, in a sentence; null while nothing is.</summary>
    public string? Damage { get; private set; }

    /// <summary>Words of both lanes that were thrown away because of <see cref="Damage"/>.</summary>
    public ulong DiscardedWords { get; private set; }

    /// <summary>Whether a reserved slot of the side lane holds up the rest until its writer has filled it.</summary>
    public bool IsHeldUp { get; private set; }

    /// <summary>Whether one of the lanes has filled up to the half since it was last read.</summary>
    public bool IsHalfFull =>
        Volatile.Read(ref memory.Header->MainHead) - _main > memory.MainWords / 2 || Volatile.Read(ref memory.Header->SideHead) - _side > memory.SideSlots / 2;

    /// <summary>
    /// Handles everything that stood in the lanes when it was called. Returns how many words and slots that were.
    /// </summary>
    /// <param name="isGone">Whether the process has ended: slots it reserved and never filled are then passed over.</param>
    public ulong Drain(bool isGone)
    {
        var header = memory.Header;
        // This order, and no other: a side record reserved before this head was read cannot be missed, see docs/architecture.md.
        var mainHead = Volatile.Read(ref header->MainHead);
        var sideHead = Volatile.Read(ref header->SideHead);
        var before = _main + _side;

        if (Damage == null)
            Handle(mainHead, sideHead, isGone);
        if (Damage != null)
            Discard(mainHead, sideHead);
        Publish();
        return _main + _side - before;
    }

    private void Handle(ulong mainHead, ulong sideHead, bool isGone)
    {
        IsHeldUp = false;
        // Nobody can have committed a slot for which there was no room yet. More may be reserved, by threads that wait; or the head may be any number at all.
        var filled = Math.Min(sideHead, _side + memory.SideSlots);
        while (_side < filled && Damage == null)
        {
            var slot = Slot(_side);
            if (!IsCommitted(slot, _side))
            {
                if (!isGone)
                {
                    IsHeldUp = true;
                    return;
                }
                _side++;
                continue;
            }
            var slots = SlotsOf(slot->Word0);
            if (slots == 0)
            {
                Fail("side", _side, slot->Word0);
                return;
            }
            if (!AllCommitted(slots))
            {
                if (!isGone)
                {
                    IsHeldUp = true;
                    return;
                }
                _side += slots;
                continue;
            }
            HandleMain(slot->MainPosition);
            if (Damage == null)
                HandleSide(slots);
        }
        IsHeldUp = filled < sideHead && !isGone;
        if (Damage == null && !IsHeldUp)
            HandleMain(mainHead);
    }

    private void HandleMain(ulong limit)
    {
        // Any position that a writer read is one that the lane has reached; another can only come from damage.
        if (limit - _main > memory.MainWords)
        {
            if ((long)(limit - _main) > 0)
                Fail("main", _main, limit);
            return;
        }
        while (_main < limit)
        {
            var batchEnd = Math.Min(limit, _main + BatchWords);
            if (!(book.IsLarge ? HandleInGroups(batchEnd, limit) : HandleUpTo(batchEnd, limit)))
                return;
            if (_main - _publishedMain >= BatchWords)
            {
                Publish();
                pace.BatchDone();
            }
        }
    }

    /// <summary>Handles the records that begin before <paramref name="end"/>. None may end after <paramref name="limit"/>.</summary>
    private bool HandleUpTo(ulong end, ulong limit)
    {
        var main = memory.Main;
        ulong words = memory.MainWords;
        var position = _main;
        var isGood = true;
        while (position < end)
        {
            var record = main + (position & (words - 1));
            var lapEnd = main + words;
            var plain = (ulong)(book.HandlePlain(record, end - position < (ulong)(lapEnd - record) ? record + (end - position) : lapEnd) - record);
            if (plain > 0)
            {
                position += plain;
                continue;
            }
            var length = (ulong)LengthOf(*record);
            isGood = length != 0 && length <= (ulong)(lapEnd - record) && length <= limit - position && book.Handle(record, lapEnd);
            if (!isGood)
                break;
            position += length;
        }
        _main = position;
        if (!isGood)
            Fail("main", position, main[PositionIn(position)]);
        return isGood;
    }

    /// <summary>As <see cref="HandleUpTo"/>, for a live map that has outgrown the processor's own caches.</summary>
    /// <remarks>
    /// In groups, each in three passes: find the records and ask for the first thing the live map will read for each, ask for the second, handle them. The group's
    /// cache misses so overlap, where one after the other they would take three times as long as everything else.
    /// </remarks>
    private bool HandleInGroups(ulong end, ulong limit)
    {
        var heads = stackalloc ulong[GroupRecords];
        while (_main < end)
        {
            var (count, groupEnd) = FindGroup(heads, end, limit);
            for (var i = 0; i < count; i++)
                book.Prefetch(heads[i]);
            for (var i = 0; i < count; i++)
                book.PrefetchSlot(heads[i]);
            // No group at all: the next record cannot be, and whoever handles it says so.
            if (!HandleUpTo(groupEnd > _main ? groupEnd : end, limit))
                return false;
        }
        return true;
    }

    /// <summary>The heads of the next records, at most a group, and where they end; fewer before <paramref name="end"/> when the one that follows cannot be.</summary>
    private (int Count, ulong End) FindGroup(ulong* heads, ulong end, ulong limit)
    {
        ulong words = memory.MainWords;
        var position = _main;
        var count = 0;
        while (count < GroupRecords && position < end)
        {
            var head = memory.Main[PositionIn(position)];
            var length = (ulong)LengthOf(head);
            if (length == 0 || length > words - PositionIn(position) || length > limit - position)
                break;
            // That one needs nothing, and stands before every second of the others.
            if (Record.Kind(head) != RecordKind.Here)
                heads[count++] = head;
            position += length;
        }
        return (count, position);
    }

    private ulong PositionIn(ulong position) => position & (memory.MainWords - 1);

    private void HandleSide(uint slots)
    {
        var fixedWords = stackalloc ulong[Record.MaxFixedWords];
        var record = slots * 2 <= Record.MaxFixedWords ? fixedWords : (ulong*)NativeMemory.Alloc(slots * 2 * sizeof(ulong));
        for (uint i = 0; i < slots; i++)
        {
            var slot = Slot(_side + i);
            record[2 * i] = slot->Word0;
            record[2 * i + 1] = slot->Word1;
        }
        var head = *record;
        // Copied while the process runs: it may say something else now than when it was measured.
        if (SlotsOf(head) != slots || !book.Handle(record, record + slots * 2))
            Fail("side", _side, head);
        else
            _side += slots;
        if (record != fixedWords)
            NativeMemory.Free(record);
    }

    /// <summary>Words of a record; 0 for one that cannot be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long LengthOf(ulong head)
    {
        if (Record.IsHere(head))
            return 1;
        var words = (byte)head < FixedWords.Length ? FixedWords[(byte)head] : 0;
        return words != 0 ? words : LengthInRecord(head);
    }

    private static long LengthInRecord(ulong head) => Record.Value(head) <= int.MaxValue / 16 ? Record.Words(head) : 0;

    /// <summary>Slots of a record in the side lane; 0 for one that cannot be.</summary>
    private uint SlotsOf(ulong head)
    {
        var slots = (LengthOf(head) + 1) / 2;
        return slots <= memory.SideSlots ? (uint)slots : 0;
    }

    private bool AllCommitted(uint slots)
    {
        for (uint i = 1; i < slots; i++)
        {
            if (!IsCommitted(Slot(_side + i), _side + i))
                return false;
        }
        return true;
    }

    private SideSlot* Slot(ulong position) => memory.Side + (position & (memory.SideSlots - 1));

    private static bool IsCommitted(SideSlot* slot, ulong position) => Volatile.Read(ref slot->Sequence) == position + 1;

    private void Discard(ulong mainHead, ulong sideHead)
    {
        DiscardedWords += mainHead - _main + (sideHead - _side);
        _main = mainHead;
        _side = sideHead;
    }

    private void Publish()
    {
        _publishedMain = _main;
        Volatile.Write(ref memory.Header->MainTail, _main);
        Volatile.Write(ref memory.Header->SideTail, _side);
    }

    /// <summary>Gives the lanes up: nothing more of them is read.</summary>
    public void GiveUp(string damage) => Damage ??= damage;

    /// <summary>
    /// Nobody will read these lanes again. Should the process be alive after all (in a pid namespace of its own it cannot be seen), it must never wait for room in
    /// them: they look read for ever.
    /// </summary>
    public void LetGo()
    {
        const ulong farAhead = 1UL << 62;
        Volatile.Write(ref memory.Header->MainTail, farAhead);
        Volatile.Write(ref memory.Header->SideTail, farAhead);
    }

    private void Fail(string lane, ulong position, ulong head) =>
        Damage ??= $"process {memory.Header->Pid} has written over its event buffer ({lane} lane, position {position}: 0x{head:X}); nothing is known of it from there on";
}
