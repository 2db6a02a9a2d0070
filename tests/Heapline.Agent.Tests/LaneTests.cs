using System.Runtime.InteropServices;
using Heapline.Agent.Recording;
using Heapline.Protocol;
using Xunit;
using Record = Heapline.Protocol.Record;

namespace Heapline.Agent.Tests;

/// <summary>Both lanes as the agent writes them, read back word by word. They are statics of the agent, so these tests run one after the other.</summary>
[Collection("lanes")]
public sealed unsafe class LaneTests : IDisposable
{
    private const uint Words = 64, Slots = 16;

    private readonly SessionPage* _session;
    private SegmentHeader* _header;
    private ulong* _main;
    private SideSlot* _side;

    public LaneTests()
    {
        _session = (SessionPage*)NativeMemory.AllocZeroed(SessionPage.Bytes);
        *(uint*)_session->OwnerLock = 1;
        Assert.True(Recorder.Initialize());
        Begin(Words, Slots);
    }

    public void Dispose()
    {
        Recorder.Stop();
        NativeMemory.Free(_header);
        NativeMemory.Free(_session);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(SessionPage.OwnerDied)]
    public void Recording_ends_within_some_thousand_events_of_the_collectors_end(uint word)
    {
        Begin(1 << 18, 1 << 14);
        Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        *(uint*)_session->OwnerLock = word;
        for (var i = 0; i < 100_000; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        Assert.False(Recorder.Active);
        Assert.InRange(_header->MainHead, 1ul, 2 + MainLane.LookEveryWords);
    }

    [Fact]
    public void Recording_of_threads_without_the_gil_ends_so_too()
    {
        Begin(1 << 18, 1 << 14);
        *(uint*)_session->OwnerLock = SessionPage.OwnerDied;
        for (var i = 0; i < 3000 && Recorder.Active; i++) Recorder.One(Lane.Side, RecordKind.Free, 0x1000);
        Assert.False(Recorder.Active);
        Assert.InRange(_header->SideHead, 1ul, 1 + SideLane.LookEverySlots);
    }

    [Fact]
    public void A_small_allocation_is_one_word_and_its_node_one_where_it_changes()
    {
        Recorder.Allocated(Lane.Main, 9, unchecked((nint)0x7FFF_FFFF_FFF0), Record.HereBytes - 1, HookedFunction.PyObjectMalloc);
        Recorder.Allocated(Lane.Main, 9, 0x1000, 0, HookedFunction.PyMemCalloc);
        Recorder.Allocated(Lane.Main, 8, 0x2000, 56, HookedFunction.PyMemCalloc);
        Assert.Equal([RecordKind.Here, RecordKind.AllocateHere, RecordKind.AllocateHere, RecordKind.Here, RecordKind.AllocateHere], Kinds(0).Select(Plain));
        Assert.Equal((9ul, 8ul), (Record.Value(_main[0]), Record.Value(_main[3])));
        Assert.Equal((0x7FFF_FFFF_FFF0ul, Record.HereBytes - 1, HookedFunction.PyObjectMalloc), (Record.HereAddress(_main[1]), Record.HereSize(_main[1]), Record.HereFunction(_main[1])));
        Assert.Equal((0x1000ul, 0u, HookedFunction.PyMemCalloc), (Record.HereAddress(_main[2]), Record.HereSize(_main[2]), Record.HereFunction(_main[2])));
        Assert.Equal((0x2000ul, 56u, HookedFunction.PyMemCalloc), (Record.HereAddress(_main[4]), Record.HereSize(_main[4]), Record.HereFunction(_main[4])));
    }

    [Fact]
    public void What_one_word_cannot_hold_has_more()
    {
        Recorder.Allocated(Lane.Main, 9, 0x1000, Record.HereBytes, HookedFunction.Malloc);
        Recorder.Allocated(Lane.Main, 9, 0x1008, 8, HookedFunction.Malloc);
        Recorder.Allocated(Lane.Main, 9, 0x1000, 8, Record.Sampled(HookedFunction.Malloc, 1));
        Assert.Equal([RecordKind.Allocate, RecordKind.Allocate, RecordKind.Allocate], Kinds(0));
        Assert.Equal(Record.Head(RecordKind.Allocate, HookedFunction.Malloc, 0x1000), _main[0]);
        Assert.Equal(Record.Pair(9, Record.HereBytes), _main[1]);
    }

    [Fact]
    public void A_realloc_under_the_node_that_was_said_last_is_two_words_more_than_its_begin()
    {
        Recorder.Reallocated(Lane.Main, 9, 0x1000, 0x2000, 8, HookedFunction.Realloc);
        Recorder.Allocated(Lane.Main, 9, 0x3000, 8, HookedFunction.Malloc);
        Recorder.Reallocated(Lane.Main, 9, 0x1000, 0x2008, Record.ReallocateHereBytes - 1, HookedFunction.Realloc);
        Recorder.Reallocated(Lane.Main, 9, 0x1000, 0x2008, Record.ReallocateHereBytes, HookedFunction.Realloc);
        Recorder.Reallocated(Lane.Main, 8, 0x1000, 0x2008, 8, HookedFunction.Realloc);
        Assert.Equal(
            [RecordKind.ReallocateEnd, RecordKind.Here, RecordKind.AllocateHere, RecordKind.ReallocateEndHere, RecordKind.ReallocateEnd, RecordKind.ReallocateEnd], Kinds(0).Select(Plain));
        Assert.Equal((0x2008ul, 0x1000ul << 16 | Record.ReallocateHereBytes - 1), (Record.Value(_main[6]), _main[7]));
    }

    [Fact]
    public void A_new_segment_knows_no_node()
    {
        Recorder.Allocated(Lane.Main, 9, 0x1000, 8, HookedFunction.Malloc);
        _header->MainHead = 0;
        Recorder.Start(_header, _session);
        Recorder.Allocated(Lane.Main, 9, 0x1000, 8, HookedFunction.Malloc);
        Assert.Equal([RecordKind.Here, RecordKind.AllocateHere], Kinds(0).Select(Plain));
    }

    [Fact]
    public void An_allocation_of_four_gibibytes_is_three_words()
    {
        Recorder.Allocated(Lane.Main, 9, 0x1000, unchecked((nuint)(1ul << 32)), HookedFunction.Mmap);
        Assert.Equal(RecordKind.AllocateLarge, Record.Kind(_main[0]));
        Assert.Equal(1ul << 32, _main[2]);
        Assert.Equal(3ul, _header->MainHead);
    }

    [Fact]
    public void A_new_tick_is_noted_before_the_next_event()
    {
        Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        _session->Tick = 5;
        Recorder.One(Lane.Main, RecordKind.Free, 0x2000);
        Assert.Equal([RecordKind.Free, RecordKind.Tick, RecordKind.Free], Kinds(0));
        Assert.Equal(5ul, Record.Value(_main[1]));
    }

    [Fact]
    public void A_record_never_wraps_around_the_end()
    {
        for (var i = 0; i < 63; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000 + i);
        _header->MainTail = 60;
        Recorder.Allocated(Lane.Main, 1, 0x5000, 10, HookedFunction.Malloc);
        Assert.Equal(Record.Head(RecordKind.Skip, HookedFunction.None, 0), _main[63]);
        Assert.Equal(Record.Head(RecordKind.Here, HookedFunction.None, 1), _main[0]);
        Assert.Equal(Record.Here(HookedFunction.Malloc, 0x5000, 10), _main[1]);
        Assert.Equal(66ul, _header->MainHead);
    }

    [Fact]
    public void Every_lap_reads_back_as_it_was_written()
    {
        var (written, read) = Laps.Go(_header, 5_000, seed: 3);
        Assert.Equal(written, read);
    }

    [Fact]
    public void The_side_lane_commits_each_slot_with_its_position()
    {
        _header->MainHead = 40;
        var record = stackalloc ulong[3] { Record.Head(RecordKind.AllocateLarge, HookedFunction.Malloc, 0x1000), 7ul << 32, 1ul << 40 };
        Assert.True(SideLane.Write(record, 3));
        Assert.Equal(2ul, _header->SideHead);
        Assert.Equal((1ul, 40ul, record[0], record[1]), (_side[0].Sequence, _side[0].MainPosition, _side[0].Word0, _side[0].Word1));
        Assert.Equal((2ul, 40ul, record[2], 0ul), (_side[1].Sequence, _side[1].MainPosition, _side[1].Word0, _side[1].Word1));
    }

    [Fact]
    public void Threads_that_write_the_side_lane_at_once_lose_nothing()
    {
        const int Each = 20_000;
        var header = (nint)_header;
        var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var word = Record.Head(RecordKind.Free, HookedFunction.None, (ulong)(number * Each + i));
                SideLane.Write(&word, 1);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        var seen = new List<ulong>();
        for (ulong tail = 0; seen.Count < 4 * Each;)
        {
            var slot = (SideSlot*)((byte*)header + SegmentHeader.Bytes + 8 * Words) + tail % Slots;
            if (Volatile.Read(ref slot->Sequence) != tail + 1) continue;
            seen.Add(Record.Value(slot->Word0));
            Volatile.Write(ref ((SegmentHeader*)header)->SideTail, ++tail);
        }
        threads.ForEach(thread => thread.Join());
        Assert.Equal(4 * Each, seen.Distinct().Count());
        for (var number = 0; number < 4; number++)
        {
            var own = seen.Where(value => value / Each == (ulong)number);
            Assert.Equal(own.Order(), own);
        }
    }

    [Fact]
    public void When_the_collector_has_died_a_full_lane_ends_the_recording()
    {
        for (var i = 0; i < 64; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000 + i);
        *(uint*)_session->OwnerLock = SessionPage.OwnerDied;
        Recorder.One(Lane.Main, RecordKind.Free, 0x2000);
        Assert.False(Recorder.Active);
        Assert.Equal(64ul, _header->MainHead);
    }

    [Fact]
    public void When_another_process_has_found_the_collector_stopped_a_full_lane_ends_the_recording_and_the_segment_says_so()
    {
        for (var i = 0; i < 64; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000 + i);
        _session->IsStopped = 1;
        Assert.True(Recorder.Active);
        Assert.Equal(0ul, _header->GivenUpNs);
        Recorder.One(Lane.Main, RecordKind.Free, 0x2000);
        Assert.False(Recorder.Active);
        Assert.Equal(64ul, _header->MainHead);
        Assert.NotEqual(0ul, _header->GivenUpNs);
    }

    private void Begin(uint words, uint slots)
    {
        NativeMemory.Free(_header);
        _header = (SegmentHeader*)NativeMemory.AllocZeroed((nuint)SegmentHeader.SegmentBytes(words, slots));
        _header->MainLaneWords = words;
        _header->MainRoomWords = words;
        _header->SideLaneSlots = slots;
        _main = (ulong*)((byte*)_header + SegmentHeader.Bytes);
        _side = (SideSlot*)(_main + words);
        Recorder.Start(_header, _session);
    }

    private static RecordKind Plain(RecordKind kind) => kind >= RecordKind.AllocateHere ? RecordKind.AllocateHere : kind;

    private RecordKind[] Kinds(ulong from)
    {
        var kinds = new List<RecordKind>();
        for (var at = from; at < _header->MainHead; at += (ulong)Record.Words(_main[at])) kinds.Add(Record.Kind(_main[at]));
        return [.. kinds];
    }
}
