using Heapline.Collector.Accounting;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>What the shortest way of events remembers from one record to the next.</summary>
public sealed class PlainEventTests
{
    private const ulong A = 0x7f00_0000_0000, B = A + 64, C = A + 128;

    [Fact]
    public void A_node_of_which_no_block_was_yet_is_not_taken_for_the_one_before()
    {
        using var process = Begin(HookedFunction.Malloc);
        process.Segment.Main(Here(0));
        process.Segment.Main(AllocateHere(A, 10));
        process.Segment.Main(Here(1));
        process.Segment.Main(AllocateHere(B, 10));
        process.Segment.Main(Here(0));
        process.Segment.Main(AllocateHere(C, 10));
        Assert.Equal(["10 Malloc 5", "11 Malloc 1"], Allocations(process));
    }

    [Fact]
    public void A_function_by_which_a_node_handed_out_nothing_yet_is_not_looked_for_at_the_one_before()
    {
        using var process = Begin(HookedFunction.Malloc, HookedFunction.PyMemMalloc);
        process.Segment.Main(Here(1));
        process.Segment.Main(AllocateHere(A, 10));
        process.Segment.Main(Free(A));
        process.Drain();
        process.Segment.Main(Here(0));
        process.Segment.Main(AllocateHere(A, 10));
        process.Segment.Main(Here(1));
        process.Segment.Main(AllocateHere(B, 10));
        process.Segment.Main(AllocateHere(C, 10, HookedFunction.PyMemMalloc));
        Assert.Equal(["10 Malloc 4", "10 PyMemMalloc 3", "11 Malloc 2", "11 PyMemMalloc 1"], Allocations(process));
    }

    [Fact]
    public void A_call_stack_that_is_new_is_not_taken_for_the_one_before()
    {
        using var process = Begin(HookedFunction.Malloc, HookedFunction.PyMemMalloc);
        process.Segment.Main(Code(1, 1, "a.py", "f"));
        process.Segment.Main(Node(3, 0, 1, 5));
        process.Drain();
        process.Segment.Main(Here(0));
        process.Segment.Main(AllocateHere(A, 10));
        process.Segment.Main(Here(3));
        process.Segment.Main(AllocateHere(B, 10, HookedFunction.PyMemMalloc));
        Assert.Equal(["10 Malloc 4", "10 PyMemMalloc 3", "10 PyMemMalloc a.py:f:5 1"], Allocations(process));
    }

    [Fact]
    public void A_sum_of_later_frees_is_found_by_its_own_key_alone()
    {
        using var sums = new LaterFreeTable();
        for (var site = 0; site < 300; site++)
            sums.Add(site, site % 7, site + 1, 0, temporary: false);
        var tables = new LaterFreeTable.Tables();
        tables.Take(sums);
        var found = 0;
        for (var site = 0; site < 600; site++)
        {
            for (var tick = 0; tick < 7; tick++)
            {
                unsafe
                {
                    var sum = tables.Find(LaterFreeTable.KeyOf(site, tick));
                    if (sum == null)
                        continue;
                    Assert.Equal((true, site + 1L), (site < 300 && tick == site % 7, sum->Count));
                    found++;
                }
            }
        }
        // All but those whose place was taken when they came.
        Assert.InRange(found, 200, 300);
    }

    /// <summary>The three addresses have slots, the sites of node 0 have changed in this tick and since the peak.</summary>
    private static RecordedProcess Begin(params HookedFunction[] functions)
    {
        var process = new RecordedProcess();
        process.Segment.Main(Here(0));
        foreach (var function in functions)
        {
            foreach (var address in (ulong[])[A, B, C])
                process.Segment.Main(AllocateHere(address, 100, function));
            foreach (var address in (ulong[])[A, B, C])
                process.Segment.Main(Free(address));
        }
        process.Drain();
        return process;
    }

    private static string[] Allocations(RecordedProcess process)
    {
        process.Drain();
        var data = process.Finish();
        return [.. data.Ticks[0].Changes.Select(change => $"{Named.Site(data, change.Site)} {change.Allocations}").Order(StringComparer.Ordinal)];
    }
}
