using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views.Report;
using Xunit;

namespace Heapline.Report.Tests;

public sealed class ThinningTests
{
    private static readonly SimulatedRun s_run = SimulatedRun.Create();
    private static readonly ReportData s_whole = ReportData.Of(s_run.Capture);

    [Fact]
    public void A_page_that_is_small_enough_gives_up_nothing() =>
        Assert.Empty(ReportPage.Make(s_run.Capture, new ReportOptions { MaxBytes = 10_000_000 }).GivenUp);

    [Fact]
    public void A_limit_is_kept_and_what_is_given_up_is_said_on_the_page_too()
    {
        var whole = ReportPage.Make(s_run.Capture, new ReportOptions());
        var limit = whole.Bytes.Length - 2_000;
        var page = ReportPage.Make(s_run.Capture, new ReportOptions { MaxBytes = limit });
        Assert.InRange(page.Bytes.Length, 1, limit);
        Assert.NotEmpty(page.GivenUp);
    }

    [Fact]
    public void Every_step_is_smaller_than_the_one_before()
    {
        int size = Size(s_whole);
        var steps = Thinning.Steps(s_whole).ToList();
        Assert.True(steps.Count >= 2);
        foreach (var step in steps)
        {
            Assert.InRange(Size(step), 1, size);
            size = Size(step);
        }
    }

    [Fact]
    public void No_step_changes_what_was_allocated_freed_or_alive_in_all()
    {
        foreach (var step in Thinning.Steps(s_whole))
        {
            Assert.Equal(Totals(s_whole), Totals(step));
            Assert.Equal(s_whole.Peaks.Select(peak => peak.Sum(live => live.Bytes)), step.Peaks.Select(peak => peak.Sum(live => live.Bytes)));
            Assert.Equal(s_whole.Ticks.GroupBy(tick => tick.Process).Select(g => g.Last().HeapBytes), step.Ticks.GroupBy(tick => tick.Process).Select(g => g.Last().HeapBytes));
        }
    }

    [Fact]
    public void Standard_errors_of_a_sampled_run_are_those_of_its_capture_whole_and_at_every_step()
    {
        var capture = SimulatedSamples.Of(SimulatedRun.Create());
        var whole = ReportData.Of(capture);
        var told = SiteFigures.Total(SiteFigures.Of(capture)).StandardErrors;
        var steps = Thinning.Steps(whole).ToList();
        Assert.True(steps[^1].Sites.Count < whole.Sites.Count && steps[^1].Places < whole.Places);
        foreach (var data in steps.Prepend(whole))
        {
            var shown = FiguresOf(data).StandardErrors;
            Assert.Equal(told.AtPeakBytes, shown.AtPeakBytes, told.AtPeakBytes * 1e-12);
            Assert.Equal(told.AtPeakAllocations, shown.AtPeakAllocations, told.AtPeakAllocations * 1e-12);
            Assert.Equal(told.LiveAtEndBytes, shown.LiveAtEndBytes, told.LiveAtEndBytes * 1e-12);
            Assert.Equal(told.LiveAtEndAllocations, shown.LiveAtEndAllocations, told.LiveAtEndAllocations * 1e-12);
            Assert.Equal(told.AllocatedBytes, shown.AllocatedBytes, told.AllocatedBytes * 1e-12);
            Assert.Equal(told.Allocations, shown.Allocations, told.Allocations * 1e-12);
        }
        // Some are put together, and most are not.
        Assert.InRange(whole.Sites.Count, whole.Places + 5, capture.Sites.Count - 5);
    }

    [Fact]
    public void Ticks_put_together_hold_what_counting_the_blocks_says()
    {
        var data = TogetherTicks.Of(s_whole, 10)!;
        Assert.Equal(20, data.Ticks.Count);
        long SimulatedAlive(int process, long endNs) => s_run.Blocks
            .Where(block => block.Process == process && SimulatedRun.IsAlive(block, (int)(endNs / SimulatedRun.TickNs) - 1)).Sum(block => block.Bytes);
        for (int number = 0; number < data.Ticks.Count; number++)
        {
            var tick = data.Ticks[number];
            var until = data.Ticks.Take(number + 1).Where(other => other.Process == tick.Process).ToList();
            long alive = until.Sum(t => t.Changes.Sum(change => change.Bytes - change.FreedBytes) - t.Frees.Sum(free => free.Bytes));
            Assert.Equal(SimulatedAlive(tick.Process, tick.EndNs), alive);
            Assert.All(tick.Frees, free => Assert.InRange(free.AllocatedTick, 0, number - 1));
            Assert.All(tick.Frees, free => Assert.Equal(tick.Process, data.Ticks[free.AllocatedTick].Process));
        }
    }

    [Fact]
    public void Small_call_stacks_are_counted_with_their_callers_and_large_ones_stay()
    {
        var data = SmallStacks.WithCallers(s_whole, 0.03)!;
        Assert.InRange(data.Sites.Count, 1, s_whole.Sites.Count - 1);
        var large = s_whole.Sites.Where((_, site) => s_whole.Ticks.Sum(tick => tick.Changes.Where(change => change.Site == site).Sum(change => change.Bytes))
            > 0.03 * s_whole.Ticks.Sum(tick => tick.Changes.Sum(change => change.Bytes)));
        Assert.All(large, site => Assert.Contains(site, data.Sites));
    }

    [Fact]
    public void A_curve_keeps_its_lowest_and_highest_readings()
    {
        var samples = Enumerable.Range(0, 10_000).Select(i => new MemorySample(0, i * 1_000L, i % 1_000 == 7 ? 900 : 500 - i % 100)).ToList();
        var thinned = ThinnedReadings.Of(samples, 100)!;
        Assert.InRange(thinned.Count, 100, 200);
        Assert.Equal(10, thinned.Count(sample => sample.ResidentBytes == 900));
        Assert.Equal(100, thinned.Count(sample => sample.ResidentBytes == 401));
    }

    // As the page does it: figures of its sites, each with an error of its own.
    private static Figures FiguresOf(ReportData data)
    {
        var figures = new Figures[data.Sites.Count];
        foreach (var change in data.Ticks.SelectMany(tick => tick.Changes))
            figures[change.Site] += new Figures(0, 0, change.Bytes - change.FreedBytes, change.Count - change.Freed, change.Bytes, change.Count, change.Temporary);
        foreach (var free in data.Ticks.SelectMany(tick => tick.Frees))
            figures[free.Site] += new Figures(0, 0, -free.Bytes, -free.Count, 0, 0, free.Temporary);
        foreach (var live in data.Peaks.MaxBy(peak => peak.Sum(live => live.Bytes))!)
            figures[live.Site] += new Figures(live.Bytes, live.Count, 0, 0, 0, 0, 0);
        return SiteFigures.Total([.. figures.Select((each, site) => each with { Variances = FigureVariances.Of(each, data.Sites[site].Samples.Weight) })]);
    }

    private static int Size(ReportData data) => DetailPack.Pack(data).Length + OverviewPack.Pack(data with { GivenUp = [] }, new ReportOptions()).Length;

    private static (long, long, long, long, long) Totals(ReportData data)
    {
        var changes = data.Ticks.SelectMany(tick => tick.Changes).ToList();
        var frees = data.Ticks.SelectMany(tick => tick.Frees).ToList();
        return (changes.Sum(c => c.Count), changes.Sum(c => c.Bytes), changes.Sum(c => c.Freed) + frees.Sum(f => f.Count),
            changes.Sum(c => c.FreedBytes) + frees.Sum(f => f.Bytes), changes.Sum(c => c.Temporary) + frees.Sum(f => f.Temporary));
    }
}
