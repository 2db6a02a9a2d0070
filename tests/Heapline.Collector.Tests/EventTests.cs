using Heapline.Capture;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

public sealed class EventTests
{
    [Fact]
    public void Free_of_unknown_pointer_is_ignored()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Free(0xdead0));
        process.Drain();
        Assert.Equal(1, process.Book.Blocks.UnknownFrees);
        Assert.Empty(process.Finish().Ticks);
    }

    [Fact]
    public void Peak_that_lasts_for_one_event_is_the_peak_with_all_that_was_alive_then()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Main(Allocate(0x2000, 1, 50, HookedFunction.Calloc));
        process.Segment.Main(Free(0x1000));
        process.Segment.Main(Allocate(0x3000, 0, 40, HookedFunction.PyMemMalloc));
        process.NextTick();
        process.Segment.Main(Free(0x2000));
        process.Segment.Main(Allocate(0x4000, 2, 1));
        var data = process.Finish();
        var peak = Assert.Single(data.Peaks);
        Assert.Equal(150, peak.HeapBytes);
        Assert.Equal(
            ["10 Malloc 1/100", "11 Calloc 1/50"],
            peak.Blocks.Select(block => $"{Named.Site(data, block.Site)} {block.Count}/{block.Bytes}"));
    }

    [Fact]
    public void Block_freed_before_the_next_allocation_of_its_thread_is_temporary()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 1));
        process.Segment.Main(Allocate(0x2000, 1, 1)); // another thread's
        process.Segment.Main(Free(0x1000));
        process.Segment.Main(Allocate(0x3000, 1, 1));
        process.Segment.Main(Free(0x2000));
        var data = process.Finish();
        Assert.Equal([1L, 0L], data.Ticks[0].Changes.Select(change => change.Temporary));
    }

    [Fact]
    public void Reallocated_block_is_one_freed_and_one_handed_out_and_not_temporary()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 10));
        process.Segment.Main(ReallocateBegin(0x1000));
        process.Segment.Main(ReallocateEnd(0x1000, 0x2000, 0, 30));
        var data = process.Finish();
        Assert.Equal(
            [new SiteChange(new(0), 1, 10, 1, 10, 0), new SiteChange(new(1), 1, 30, 0, 0, 0)],
            data.Ticks[0].Changes);
        Assert.Equal(30, data.Peaks[0].HeapBytes);
    }

    [Fact]
    public void Block_whose_address_is_handed_out_during_its_realloc_is_still_the_one_that_is_freed()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 10));
        process.Segment.Main(ReallocateBegin(0x1000));
        process.Segment.Main(Allocate(0x1000, 1, 500)); // by another thread, once the old block had moved
        process.Segment.Main(ReallocateEnd(0x1000, 0x2000, 0, 30));
        process.Segment.Main(Free(0x1000));
        process.Drain();
        Assert.Equal(30, process.Book.HeapBytes);
        Assert.Equal(0, process.Book.Blocks.UnseenFrees);
    }

    [Fact]
    public void Blocks_of_no_bytes_count_as_blocks()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 0));
        process.Segment.Main(Allocate(0x1010, 0, 0));
        process.Segment.Main(Free(0x1000));
        Assert.Equal([new SiteChange(new(0), 2, 0, 1, 0, 0)], process.Finish().Ticks[0].Changes);
    }

    [Fact]
    public void Arenas_are_not_part_of_the_heap()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x40000, 0, 1 << 20, HookedFunction.Arena));
        process.NextTick();
        process.NextTick();
        process.Segment.Main(Allocate(0x80000, 0, 1 << 18, HookedFunction.Arena));
        process.Segment.Main(Free(0x40000, HookedFunction.Arena));
        var data = process.Finish();
        Assert.Equal([(0, 1L << 20, 0L), (2, 1L << 18, 0L)], data.Ticks.Select(tick => (tick.Number, tick.ArenaBytes, tick.HeapBytes)));
        Assert.Empty(data.Peaks);
    }

    [Fact]
    public void Code_id_that_is_used_again_leaves_older_nodes_as_they_were()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Code(1, 5, "a.py", "old"));
        process.Segment.Main(Node(9, 0, 1, 5));
        process.Segment.Main(Code(1, 7, "b.py", "new"));
        process.Segment.Main(Node(10, 9, 1, 7));
        process.Segment.Main(Allocate(0x1000, 10, 1));
        Assert.Equal("10 Malloc a.py:old:5 b.py:new:7", Named.Site(process.Finish(), new(0)));
    }

    [Fact]
    public void Only_nodes_that_were_counted_under_are_in_the_capture()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Code(1, 5, "a.py", "f"));
        for (var i = 0u; i < 20; i++)
            process.Segment.Main(Node(9 + i, 0, 1, (int)i));
        process.Segment.Main(Allocate(0x1000, 12, 1));
        var data = process.Finish();
        Assert.Single(data.Stacks);
        Assert.Single(data.Threads);
    }

    [Fact]
    public void Event_under_a_node_that_was_never_defined_is_counted_without_a_stack()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 4_000_000_000, 8));
        process.Segment.Main(Allocate(0x2000, 77, 8));
        Assert.Equal("0 Malloc", Named.Site(process.Finish(), new(0)));
        Assert.Null(process.Reader.Damage);
    }

    [Fact]
    public void What_the_interpreter_frees_while_it_takes_itself_down_is_alive_at_the_end()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 5));
        process.Segment.Main(Allocate(0x10000, 0, 4096, HookedFunction.Mmap));
        process.Segment.Main(Record.Head(RecordKind.Finalizing, HookedFunction.None, 0));
        process.Segment.Main(Free(0x1000));
        process.Segment.Side(Unmap(0x10000, 4096));
        process.Segment.Main(Allocate(0x2000, 0, 1 << 20));
        process.NextTick();
        var data = process.Finish();
        Assert.Equal(4101, Assert.Single(data.Ticks).HeapBytes);
        Assert.Equal(4101, data.Peaks[0].HeapBytes);
    }

    [Fact]
    public void Decorated_calls_become_spans()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Code(1, 5, "a.py", "f"));
        process.Segment.Main(Mark(1, leave: false, 100, 1000, 0, 1));
        process.Segment.Main(Mark(1, leave: false, 110, 2000, 1, 1));
        process.Segment.Main(Mark(1, leave: true, 120, 3000, 1, 1));
        process.Segment.Main(Mark(1, leave: true, 130, 4000, 0, 1));
        process.Segment.Main(Mark(1, leave: true, 140, 5000, 0, 1)); // whose beginning was not seen
        Assert.Equal(
            [new FunctionSpan(0, new(0), 110, 120, 2000, 3000, 1), new FunctionSpan(0, new(0), 100, 130, 1000, 4000, 0)],
            process.Finish().Spans);
    }

    [Fact]
    public void Ticks_without_events_are_not_written_and_the_clock_closes_those_with()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 5));
        process.NextTickByClock();
        process.NextTickByClock();
        process.NextTickByClock();
        process.Segment.Main(Free(0x1000));
        var data = process.Finish();
        Assert.Equal([(0, 5L, 5L), (3, 0L, 5L)], data.Ticks.Select(tick => (tick.Number, tick.HeapBytes, tick.HeapBytesHigh)));
        Assert.Equal((0L, 10_000_000L), (data.Ticks[0].StartNs, data.Ticks[0].EndNs));
        Assert.Equal([new LaterFree(new(0), 0, 1, 5, 1)], data.Ticks[1].LaterFrees);
    }
}
