using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Collector.Stacks;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>Blocks that stand for others: of 56 bytes at one sample per 512 KiB they count as 8,960 or 9,216 each, by chance.</summary>
public sealed class SampledEventTests
{
    private static readonly HookedFunction s_sampled = Record.Sampled(HookedFunction.PyObjectMalloc, 1);

    private static RecordedProcess Process() => new(weights: new SampleWeights([1, 512 << 10, 4 << 20], seed: 1));

    [Fact]
    public void Sampled_block_counts_as_its_weight_and_its_site_says_so()
    {
        using var process = Process();
        process.Segment.Main(Allocate(0x1000, 0, 56, s_sampled));
        var data = process.Finish();

        var weight = Assert.Single(data.Sampling.Weights);
        var change = Assert.Single(data.Ticks[0].Changes);
        Assert.Equal((change.Site, 1), (weight.Site, weight.Level));
        Assert.Contains(weight.Weight, new long[] { 8960, 9216 });
        Assert.Equal((weight.Weight, 56 * weight.Weight), (change.Allocations, change.AllocatedBytes));
        Assert.Equal(56 * weight.Weight, data.Peaks[0].HeapBytes);
        Assert.Equal(AllocatorKind.PyObjectMalloc, data.Sites[weight.Site.Value].Allocator);
    }

    [Fact]
    public void What_is_freed_is_what_was_added_to_the_byte()
    {
        using var process = Process();
        for (var i = 0u; i < 200; i++)
            process.Segment.Main(Allocate(0x10000 + 64 * i, 0, i, s_sampled));
        process.NextTick();
        for (var i = 0u; i < 200; i++)
            process.Segment.Main(i % 2 == 0 ? Free(0x10000 + 64 * i) : FreeLater(0x10000 + 64 * i));
        var data = process.Finish();

        Assert.Equal(0, data.Ticks[^1].HeapBytes);
        Assert.Equal(data.Ticks.Sum(tick => tick.Changes.Sum(change => change.AllocatedBytes)), data.Ticks.Sum(tick => tick.LaterFrees.Sum(free => free.Bytes)));
        Assert.Equal(data.Ticks.Sum(tick => tick.Changes.Sum(change => change.Allocations)), data.Ticks.Sum(tick => tick.LaterFrees.Sum(free => free.Count)));
    }

    [Fact]
    public void Blocks_of_each_level_have_the_weight_of_that_level()
    {
        using var process = Process();
        process.Segment.Main(Allocate(0x1000, 0, 56)); // before sampling began
        process.Segment.Main(Allocate(0x2000, 0, 56, s_sampled));
        process.Segment.Main(Allocate(0x3000, 0, 56, Record.Sampled(HookedFunction.PyObjectMalloc, 2)));
        process.Segment.Main(Free(0x1000));
        var data = process.Finish();

        Assert.Equal([1, 2], data.Sampling.Weights.Select(weight => weight.Level));
        Assert.Equal(3, data.Ticks[0].Changes.Count);
        Assert.Equal([1L, 9152L, 73_600L], data.Ticks[0].Changes.Select(change => change.Allocations), (expected, actual) => Math.Abs(expected - actual) <= expected / 32);
        Assert.Equal(data.Sampling.Weights.Sum(weight => weight.Weight), data.Peaks[0].Blocks.Sum(block => block.Count) - 1);
    }

    [Fact]
    public void Sampled_block_freed_with_others_between_is_not_temporary_though_no_record_stands_between()
    {
        using var process = Process();
        process.Segment.Main(Allocate(0x1000, 0, 56, s_sampled));
        process.Segment.Main(FreeLater(0x1000));
        process.Segment.Main(Allocate(0x1000, 0, 56, s_sampled));
        process.Segment.Main(Free(0x1000));
        var data = process.Finish();

        var second = data.Sampling.Weights.Sum(weight => data.Ticks[0].Changes.Where(change => change.Site == weight.Site).Sum(change => change.Temporary));
        Assert.InRange(second, 8960, 9216);
    }

    [Fact]
    public void Sampled_block_may_become_one_that_is_not_and_the_other_way_round_in_a_realloc()
    {
        using var process = Process();
        process.Segment.Main(Allocate(0x1000, 0, 56, s_sampled));
        process.Segment.Main(ReallocateBegin(0x1000));
        process.Segment.Main(ReallocateEnd(0x1000, 0, 0, 0));
        var before = process.Book.HeapBytes;
        process.Drain();
        var between = process.Book.HeapBytes;
        process.Segment.Main(Allocate(0x2000, 0, 100));
        process.Segment.Main(ReallocateBegin(0x2000));
        process.Segment.Main(ReallocateEnd(0x2000, 0x3000, 0, 56, Record.Sampled(HookedFunction.PyMemRealloc, 1)));
        process.Drain();

        Assert.Equal((0, 0), (before, between));
        Assert.InRange(process.Book.HeapBytes, 56 * 8960, 56 * 9216);
    }

    [Fact]
    public void Record_of_a_level_that_does_not_exist_is_no_record()
    {
        using var process = Process();
        process.Segment.Main(Allocate(0x1000, 0, 56, Record.Sampled(HookedFunction.Malloc, 7)));
        process.Drain();

        Assert.NotNull(process.Reader.Damage);
    }

    [Fact]
    public void Budget_is_passed_by_what_was_spent_since_it_was_last_asked()
    {
        var budget = new Budget(0.05);
        const long second = 1_000_000_000;

        Assert.False(budget.IsPassed(1_000_000, 10_000_000)); // too early to tell
        Assert.False(budget.IsPassed(0.04 * second, second));
        Assert.True(budget.IsPassed(0.14 * second, 2 * second));
        Assert.False(budget.IsPassed(0.15 * second, 3 * second));
    }
}
