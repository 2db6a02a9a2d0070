using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>What was alive when, to the byte.</summary>
public sealed class LifeOfBlocks
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Million_ints_in_a_list(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "million_ints_in_a_list");
        // 0 is one of the small ints that exist already; the list's items are one block.
        var ints = run.By("PyObject_Malloc", "ints").LiveAtEnd;
        if (Interpreters.IsAtLeast(python, 14))
        {
            // A number that the loop is done with goes to a list of a hundred free ints, and comes from there as the next product: its block was taken one line above.
            ints += run.By("PyObject_Malloc", "numbers").LiveAtEnd;
            Assert.InRange(ints.Blocks, 999_999 - 100, 999_999);
            Assert.InRange(ints.Bytes, (28 + MoreOf(python)) * (999_999 - 100), (32 + MoreOf(python)) * 999_999);
            return;
        }
        Assert.Equal(999_999, ints.Blocks);
        Assert.InRange(ints.Bytes, (28 + MoreOf(python)) * 999_999, (32 + MoreOf(python)) * 999_999);
        Assert.Equal(1_000_000, run.Line("ints").LiveAtEnd.Blocks);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Items_of_a_growing_list_are_one_block_of_the_last_size(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "list_that_grows");
        // Without a global lock a list that grows gets a new block, which begins with its length: others may still read the old one.
        var (allocator, length) = Interpreters.IsFreeThreaded(python) ? ("PyMem_Malloc", 8) : ("PyMem_Realloc", 0);
        var items = run.By(allocator, "grows");
        Assert.Equal(new Amount(long.Parse(run.Result.Output) + length, 1), items.LiveAtEnd);
        Assert.True(items.Allocated.Blocks > 50, $"only {items.Allocated.Blocks} times");
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Peak_that_lasts_for_one_event_is_the_peak(string python)
    {
        var run = await ProfiledTarget.WholeAsync(python, "peak_of_one_event");
        Assert.Equal(new Amount(60_000_000 + HeaderOf(python), 1), run.Bytes("spike").AtPeak);
        Assert.Equal(new Amount(30_000_000 + HeaderOf(python), 1), run.Bytes("held").AtPeak);
        Assert.Equal(default, run.Bytes("after").AtPeak);
        var total = run.Reports.Rows.Where(row => row.Allocator != "pymalloc arena").Sum(row => row.Figures.AtPeak.Bytes);
        Assert.Equal(run.Reports.Stat("peak_heap_bytes"), total);
        Assert.InRange(total, 90_000_000, 110_000_000);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Blocks_freed_before_the_next_allocation_are_temporary(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "temporary_blocks");
        Assert.Equal(new Amount(1_000 * (5_000 + HeaderOf(python)), 1_000), run.Bytes("temporary").Allocated);
        Assert.Equal(1_000, run.Bytes("temporary").Temporary);
        Assert.Equal(default, run.Bytes("temporary").LiveAtEnd);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Blocks_kept_when_the_process_ends_at_once_are_alive_at_the_end(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "kept_until_the_end");
        Assert.Equal(new Amount(300 * (10_000 + HeaderOf(python)), 300), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(default, run.Bytes("gone").LiveAtEnd);
        Assert.Equal(new Amount(50 * (20_000 + HeaderOf(python)), 50), run.Bytes("gone").Allocated);
        Assert.Equal(new Amount(50 * (20_000 + HeaderOf(python)), 50), run.Bytes("gone").AtPeak);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task What_a_module_holds_when_the_program_ends_is_alive_at_the_end(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "alive_when_the_program_ends");
        Assert.Equal(new Amount(300 * (10_000 + HeaderOf(python)), 300), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(new Amount(2_000_000 + HeaderOf(python), 1), run.Bytes("late").LiveAtEnd);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Totals_of_the_reports_agree_and_nothing_is_lost(string python)
    {
        var run = await ProfiledTarget.WholeAsync(python, "objects_of_many_kinds");
        var rows = run.Reports.Rows.Where(row => row.Allocator != "pymalloc arena").Aggregate(Figures.None, (sum, row) => sum + row.Figures);
        Assert.Equal(run.Reports.Stat("allocated_bytes"), rows.Allocated.Bytes);
        Assert.Equal(run.Reports.Stat("allocations"), rows.Allocated.Blocks);
        Assert.Equal(run.Reports.Stat("live_at_end_bytes"), rows.LiveAtEnd.Bytes);
        Assert.Equal(run.Reports.Stat("allocations") - run.Reports.Stat("frees"), rows.LiveAtEnd.Blocks);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
        var lines = run.Reports.Lines.Aggregate(Figures.None, (sum, line) => sum + line.Figures);
        Assert.Equal(rows.AtPeak, lines.AtPeak);
    }
}
