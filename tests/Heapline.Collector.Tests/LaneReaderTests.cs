using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

public sealed class LaneReaderTests
{
    [Fact]
    public void Side_record_is_handled_before_the_main_records_from_its_position_on()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Side(Free(0x1000));
        process.Segment.Main(Allocate(0x1000, 0, 200));
        process.Drain();
        Assert.Equal(0, process.Book.Blocks.UnseenFrees);
        Assert.Equal(0, process.Book.Blocks.UnknownFrees);
        Assert.Equal(200, process.Finish().Ticks[0].HeapBytes);
    }

    [Fact]
    public void A_later_side_slot_with_an_earlier_main_position_does_not_go_back()
    {
        using var process = new RecordedProcess();
        var (early, _) = process.Segment.ReserveSide(0);
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Side(Free(0x1000));
        var (_, slot) = process.Segment.ReserveSide(1);
        process.Segment.Commit(early, slot, Allocate(0x1000, 1, 7));
        process.Drain();
        Assert.Equal(0, process.Book.Blocks.UnseenFrees);
        Assert.Equal(7, process.Finish().Ticks[0].HeapBytes);
    }

    [Fact]
    public void Uncommitted_slot_holds_up_what_comes_after_it_and_not_what_came_before()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 1));
        process.Segment.Side(Allocate(0x2000, 1, 10));
        var (position, slot) = process.Segment.ReserveSide(1);
        process.Segment.Main(Allocate(0x3000, 0, 100));
        process.Drain();
        Assert.True(process.Reader.IsHeldUp);
        Assert.Equal(11, process.Book.HeapBytes);

        process.Segment.Commit(position, slot, Free(0x2000));
        process.Drain();
        Assert.False(process.Reader.IsHeldUp);
        Assert.Equal(101, process.Book.HeapBytes);
    }

    [Fact]
    public void Slots_that_a_dead_process_never_filled_are_passed_over()
    {
        using var process = new RecordedProcess();
        process.Segment.ReserveSide(2);
        process.Segment.Side(Allocate(0x2000, 1, 10));
        process.Segment.Main(Allocate(0x3000, 0, 100));
        process.Drain();
        Assert.Equal(0, process.Book.HeapBytes);
        process.Reader.Drain(isGone: true);
        Assert.Equal(110, process.Book.HeapBytes);
        Assert.Null(process.Reader.Damage);
    }

    [Fact]
    public void A_record_of_which_a_dead_process_filled_only_the_beginning_is_passed_over_as_a_whole()
    {
        using var process = new RecordedProcess();
        var (position, slot) = process.Segment.ReserveSide(2);
        process.Segment.Commit(position, slot, ReallocateEnd(0, 0x5000, 1, 5).AsSpan(0, 2));
        process.Segment.Side(Allocate(0x2000, 1, 10));
        process.Reader.Drain(isGone: true);
        Assert.Equal(10, process.Book.HeapBytes);
        Assert.Null(process.Reader.Damage);
    }

    [Fact]
    public void Side_records_of_several_slots_wrap_around_the_end_of_the_lane()
    {
        using var process = new RecordedProcess(sideSlots: 8);
        for (var i = 0ul; i < 50; i++)
        {
            process.Segment.Side(Allocate(0x1_0000 + i * 16, 1, (5ul << 32) + i));
            process.Segment.Side(ReallocateEnd(0, 0x9_0000 + i * 16, 2, i));
            process.Segment.Side(Free(0x1_0000 + i * 16));
        }
        process.Drain();
        Assert.Equal(49 * 50 / 2, process.Book.HeapBytes);
        Assert.Equal(0, process.Book.Blocks.UnknownFrees);
    }

    [Fact]
    public void Code_comes_through_the_side_lane_too()
    {
        using var process = new RecordedProcess();
        process.Segment.Side(Code(1, 12, "täst.py", "Üben.<locals>.f"));
        process.Segment.Side(Node(9, 1, 1, 12));
        process.Segment.Side(Allocate(0x1000, 9, 1));
        var data = process.Finish();
        Assert.Equal("11 Malloc täst.py:Üben.<locals>.f:12", Named.Site(data, new(0)));
    }

    [Fact]
    public void Tails_are_published_in_batches_so_that_a_waiting_program_goes_on()
    {
        using var process = new RecordedProcess(mainWords: 1 << 16);
        for (var i = 0ul; i < 30_000; i++)
            process.Segment.Main(Allocate(0x1_0000 + i * 16, 0, 1));
        process.Drain();
        Assert.Equal(process.Segment.Header.MainHead, process.Segment.Header.MainTail);
        Assert.Equal(7, process.Batches);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFE)]
    [InlineData(0xFF)]
    public void Unknown_record_ends_what_is_known_and_the_program_is_not_kept_waiting(byte kind)
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Main((ulong)kind);
        for (var i = 0; i < 5000; i++)
            process.Segment.Main(Allocate(0x2000, 0, 1));
        var data = process.Finish();
        Assert.Contains("written over its event buffer", process.Reader.Damage);
        Assert.Contains("position 8", process.Reader.Damage);
        Assert.InRange(process.Reader.DiscardedWords, 10_001ul, 10_100ul);
        Assert.Equal(process.Segment.Header.MainHead, process.Segment.Header.MainTail);
        Assert.Equal(100, data.Ticks[0].HeapBytes);
    }

    [Fact]
    public void A_record_longer_than_the_lane_is_damage()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Record.Head(RecordKind.Skip, HookedFunction.None, (1ul << 48) - 1));
        process.Drain();
        Assert.NotNull(process.Reader.Damage);
    }

    [Fact]
    public void Texts_longer_than_their_record_are_damage()
    {
        using var process = new RecordedProcess();
        var code = Code(1, 1, "a.py", "f");
        code[2] = 4000;
        process.Segment.Main(code);
        process.Drain();
        Assert.NotNull(process.Reader.Damage);
    }

    [Fact]
    public void A_tick_that_has_not_come_yet_is_damage()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Tick(1));
        process.Drain();
        Assert.NotNull(process.Reader.Damage);
    }

    [Fact]
    public void The_end_of_a_realloc_is_told_by_its_kind_and_not_by_what_it_says()
    {
        const uint node = 9;
        const ulong old = node << 16, moved = 0x7f00_0000_0000; // so that the long form's second word names the old address as the short form's does
        using var process = new RecordedProcess();
        process.Segment.Main(Code(7, 1, "a.py", "f"));
        process.Segment.Main(Node(node, 0, 7, 2));
        process.Segment.Main(Here(node));
        foreach (var address in (ulong[])[moved, old, moved, old])
        {
            process.Segment.Main(AllocateHere(address, 100));
            process.Segment.Main(ReallocateBegin(address));
            process.Segment.Main(ReallocateEndHere(address, address, 50));
            process.Segment.Main(Free(address));
        }
        process.Segment.Main(AllocateHere(old, 100));
        process.Drain();
        process.Segment.Main(ReallocateBegin(old));
        process.Segment.Main(ReallocateEnd(old, moved, node, 30));
        process.Segment.Main(Free(old));
        process.Drain();
        Assert.Null(process.Reader.Damage);
        Assert.Equal((30, 1), (process.Book.HeapBytes, process.Book.Blocks.UnknownFrees));
    }

    [Fact]
    public void Lengths_by_kind_are_those_of_the_protocol()
    {
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            using var process = new RecordedProcess(sideSlots: 16);
            var words = Record.Words(Record.Head(kind, HookedFunction.None, 3));
            var record = new ulong[Math.Max(words, 1)];
            record[0] = Record.Head(kind, HookedFunction.None, kind is RecordKind.Tick or RecordKind.AllocateHere ? 0ul : 3);
            process.Segment.Main(record);
            process.Segment.Main(Allocate(0x1000, 0, 5));
            process.Drain();
            var known = process.Reader.Damage == null;
            Assert.Equal(known && kind != RecordKind.Finalizing ? 5 : 0, process.Book.HeapBytes);
        }
    }

    [Fact]
    public void Draining_allocates_nothing_once_everything_has_its_size()
    {
        using var process = new RecordedProcess(mainWords: 1 << 15);
        long Allocated(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++)
            {
                process.Drain();
                process.Book.AdvanceTo(0);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        void Fill()
        {
            for (var i = 0ul; i < 3000; i++)
            {
                process.Segment.Main(Allocate(0x1_0000 + i * 48, (uint)i % 3, i));
                process.Segment.Main(Free(0x1_0000 + i * 24));
            }
        }
        Fill();
        Allocated(1);
        Fill();
        Assert.Equal(0, Allocated(1));
    }

    /// <summary>Were it walked for every block, these would take 2^30 steps.</summary>
    [Fact]
    public void Call_stacks_that_a_damaged_record_bent_into_a_ring_are_walked_once()
    {
        const uint nodes = 1 << 15;
        using var process = new RecordedProcess(mainWords: 1 << 20);
        process.Segment.Main(Code(1, 1, "a.py", "f"));
        process.Segment.Main(Node(3, 0, 1, 1));
        for (var node = 4u; node < 3 + nodes; node++)
            process.Segment.Main(Node(node, node - 1, 1, (int)node));
        process.Segment.Main(Node(3, 2 + nodes, 1, 1));
        for (var node = 3u; node < 3 + nodes; node++)
            process.Segment.Main(Allocate(0x1000 + node * 64UL, node, 56));
        process.Drain();

        var data = process.Finish();

        Assert.Null(process.Reader.Damage);
        Assert.Equal([("10 Malloc", (long)nodes)], data.Ticks[0].Changes.Select(change => (Named.Site(data, change.Site), change.Allocations)));
    }

    [Fact]
    public void Random_words_never_bring_the_reader_down()
    {
        var random = new Random(99);
        for (var round = 0; round < 500; round++)
        {
            using var process = new RecordedProcess(256, 32);
            for (var i = 0; i < 50; i++)
            {
                // Mostly plausible: kinds that exist, values that are small or look like addresses.
                var value = random.Next(3) switch { 0 => (ulong)random.Next(20), 1 => (ulong)random.NextInt64(1L << 47), _ => (ulong)random.NextInt64() };
                var word = value << 16 | (uint)random.Next(20) << 8 | (uint)random.Next(14);
                if (random.Next(4) == 0)
                    process.Segment.Side(word, (ulong)random.NextInt64(), (ulong)random.Next(50), 1);
                else
                    process.Segment.Main(word);
            }
            try
            {
                process.Reader.Drain(isGone: true);
            }
            catch (ArgumentException)
            {
                // The capture refuses figures that contradict each other; Recording makes damage of that.
            }
        }
    }

    /// <summary>The heads are in the program's memory, which it may write over.</summary>
    [Theory, InlineData(ulong.MaxValue), InlineData(1UL << 62), InlineData(257UL)]
    public void Side_head_beyond_what_there_is_room_for_ends_no_later_than_the_lane(ulong head)
    {
        using var process = new RecordedProcess();
        process.Segment.Main(SegmentInMemory.Allocate(4096, 0, 100));
        process.Segment.Header.SideHead = head;
        process.Reader.Drain(isGone: false);
        Assert.True(process.Reader.IsHeldUp);
        process.Reader.Drain(isGone: true);
        Assert.Equal(100, process.Book.HeapBytes);
    }
}
