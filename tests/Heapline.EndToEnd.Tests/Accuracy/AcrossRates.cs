using System.Text.Json;
using Xunit;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>A budget has changed the rate twice while the program ran: every report is right across the changes, each figure within its own standard error, and large blocks are exact.</summary>
public sealed class AcrossRates(BudgetRun run) : IClassFixture<BudgetRun>
{
    /// <summary>Of some sixty comparisons none lies further off by chance: one in a million does.</summary>
    private const double MostErrors = 5;
    private const int Kept = 40_000, Dropped = 40_000, Large = 30;
    private static readonly string[] s_figures =
        ["at_peak_bytes", "at_peak_allocations", "live_at_end_bytes", "live_at_end_allocations", "allocated_bytes", "allocations", "temporary_allocations"];

    /// <summary>Who did the work, at which rate, and how many of the kept and of the large blocks are left in the end: in the program, and in its fork.</summary>
    public static TheoryData<string, int, int, int, int> Phases => new() { { "exactly", 20_000, 30, 30_000, 20 }, { "finely", 10_000, 25, 30_000, 30 }, { "coarsely", 10_000, 30, 30_000, 30 } };

    [Fact]
    public async Task Each_change_is_recorded_and_shown()
    {
        var rates = (await run.AskAsync("stats")).GetProperty("sampling_rates").EnumerateArray().ToList();
        Assert.Equal(BudgetRun.Intervals, rates.Select(rate => rate.GetProperty("interval_bytes").GetInt64()));
        var times = rates.Select(rate => rate.GetProperty("from_seconds").GetDouble()).ToList();
        Assert.Equal(times.Order().Distinct(), times);
        foreach (var verb in new[] { "stats", "summary", "lines", "tree", "table" })
            Assert.Matches(@"Estimated from every allocation, one sample per 4\.00 KiB from \S+ \S+ on, one sample per 16\.0 KiB from \S+ \S+ on;", (await run.TextAsync(verb)).ReplaceLineEndings(" "));
        Assert.Contains("an estimated ", run.Result.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Phases))]
    public async Task Work_at_each_rate(string phase, int left, int largeLeft, int leftInChild, int largeLeftInChild)
    {
        var kept = BudgetRun.Blocks(run.Rows, "kept", phase).ToList();
        Near(kept, "allocations", Kept);
        Near(kept, "allocated_bytes", (double)Kept * BudgetRun.Sizes["kept"]);
        Near(kept, "at_peak_allocations", Kept);
        Near(kept, "live_at_end_allocations", left);
        Near(kept, "live_at_end_bytes", (double)left * BudgetRun.Sizes["kept"]);
        var dropped = BudgetRun.Blocks(run.Rows, "dropped", phase).ToList();
        Near(dropped, "allocated_bytes", (double)Dropped * BudgetRun.Sizes["dropped"]);
        Near(dropped, "temporary_allocations", Dropped);
        Assert.Equal(0, BudgetRun.Sum(dropped, "live_at_end_bytes").Value);
        Exactly(BudgetRun.Blocks(run.Rows, "large", phase), ("allocations", Large), ("at_peak_bytes", (long)Large * BudgetRun.Sizes["large"]), ("live_at_end_allocations", largeLeft));

        var child = (await run.AskAsync("table", "--process", $"{run.Child}")).GetProperty("rows").EnumerateArray().ToList();
        Near(BudgetRun.Blocks(child, "kept", phase).ToList(), "live_at_end_allocations", leftInChild);
        Exactly(BudgetRun.Blocks(child, "large", phase), ("live_at_end_allocations", largeLeftInChild), ("live_at_end_bytes", (long)largeLeftInChild * BudgetRun.Sizes["large"]));
    }

    [Fact]
    public void The_peak_and_what_was_made_while_waiting()
    {
        Exactly(BudgetRun.Blocks(run.Rows, "peak"), ("at_peak_allocations", 100), ("at_peak_bytes", 100L * BudgetRun.Sizes["peak"]), ("live_at_end_bytes", 0));
        var waited = BudgetRun.Blocks(run.Rows, "waited").ToList();
        Near(waited, "allocated_bytes", (double)run.Waited * BudgetRun.Sizes["waited"]);
        Near(waited, "temporary_allocations", run.Waited);
        Assert.Equal(0, BudgetRun.Sum(waited, "live_at_end_allocations").Value);
    }

    [Fact]
    public async Task Processes_and_threads()
    {
        var stats = await run.AskAsync("stats");
        var child = stats.GetProperty("process_list").EnumerateArray().Single(process => process.GetProperty("pid").GetInt32() == run.Child);
        var own = BudgetRun.Blocks(run.Rows, "own").ToList();
        Near(own, "live_at_end_bytes", 50_000.0 * BudgetRun.Sizes["own"]);
        Assert.All(own, row => Assert.Equal(run.Child, row.GetProperty("process").GetInt32()));
        // Its list, and counting to 50,000, are the only other things it did.
        Near([child], "live_at_end_bytes", 50_000.0 * BudgetRun.Sizes["own"], let: 500_000);
        foreach (var process in stats.GetProperty("process_list").EnumerateArray())
        {
            var rows = run.Rows.Where(row => row.GetProperty("process").GetInt32() == process.GetProperty("pid").GetInt32()).ToList();
            foreach (var figure in new[] { "allocated_bytes", "allocations", "live_at_end_bytes", "live_at_end_allocations" })
                Same(rows, [process], figure);
        }
        // Most of what the fork began with was recorded exactly or is large; the rest has many samples.
        Assert.InRange(child.GetProperty("inherited_bytes_standard_error").GetDouble(), 1000, 0.1 * child.GetProperty("inherited_bytes").GetDouble());
        var heap = stats.GetProperty("peak_heap_of_all");
        Assert.InRange(heap.GetProperty("bytes_standard_error").GetDouble(), 1000, 0.1 * heap.GetProperty("bytes").GetDouble());
        var thread = stats.GetProperty("thread_list").EnumerateArray().Single(thread => thread.GetProperty("name").GetString() == "the-kneader");
        var threaded = BudgetRun.Blocks(run.Rows, "threaded").ToList();
        Near(threaded, "live_at_end_bytes", 10_000.0 * BudgetRun.Sizes["threaded"]);
        Near(threaded, "at_peak_allocations", 10_000);
        Near([thread], "live_at_end_bytes", 10_000.0 * BudgetRun.Sizes["threaded"], let: 200_000);
        var split = (await run.AskAsync("lines", "--split-threads")).GetProperty("lines").EnumerateArray().ToList();
        Same([thread], split.Where(row => row.TryGetProperty("thread_name", out var name) && name.GetString() == "the-kneader"), s_figures);
    }

    /// <summary>What holds of the rows of the table holds of every other report: they are sums of the same figures, with the same errors.</summary>
    [Fact]
    public async Task Stats_lines_summary_and_tree_are_sums_of_the_same()
    {
        var stats = await run.AskAsync("stats");
        Same(run.Rows, [stats.GetProperty("total")], s_figures);
        Same(run.Rows, stats.GetProperty("allocators").EnumerateArray(), s_figures);
        var lines = (await run.AskAsync("lines")).GetProperty("lines").EnumerateArray().ToList();
        var functions = (await run.AskAsync("summary")).GetProperty("functions").EnumerateArray().ToList();
        // Sorted by what is alive at the peak; calls with nothing of that are in it, too.
        var tree = await run.AskAsync("tree");
        Same(run.Rows, [tree.GetProperty("total")], s_figures);
        var nodes = tree.GetProperty("nodes").EnumerateArray().ToList();
        foreach (var mark in BudgetRun.Sizes.Keys)
        {
            var line = SourceTree.Line(BudgetRun.Target, mark);
            Same(
                run.Rows.Where(row => row.GetProperty("stack").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } top && top.GetProperty("line").GetInt32() == line && BudgetRun.IsOwn(top)),
                lines.Where(row => row.GetProperty("line").GetInt32() == line && BudgetRun.IsOwn(row)), s_figures);
        }
        foreach (var phase in new[] { "exactly", "finely", "coarsely", "in_thread", "wait_for", "work" })
        {
            var rows = run.Rows.Where(row => BudgetRun.Passes(row, phase)).ToList();
            Same(rows, nodes.Where(node => node.GetProperty("function").GetString() == phase && BudgetRun.IsOwn(node)), s_figures);
            Same(rows, functions.Where(function => function.GetProperty("function").GetString() == phase && BudgetRun.IsOwn(function)), s_figures, prefix: "total_");
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("4K,1K")]
    [InlineData("1K,2K,3K,4K,5K,6K,7K,8K")]
    public async Task Wrong_steps_are_refused_in_one_line(string steps)
    {
        using var workplace = new Workplace();
        var result = await Mprof.RunAsync(
            ["run", "--overhead", "5%", SourceTree.Target("known_amounts")], workplace.Folder, environment: new Dictionary<string, string> { ["HEAPLINE_OVERHEAD_STEPS"] = steps });
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"mprof: HEAPLINE_OVERHEAD_STEPS takes up to 7 sizes from 1K to 1024G, each larger than the one before, such as 4K,64K,1M, not '{steps}'\n", result.Errors);
    }

    private static void Near(IReadOnlyList<JsonElement> rows, string figure, double truth, double let = 0)
    {
        var estimate = BudgetRun.Sum(rows, figure);
        Assert.True(estimate.ErrorsFrom(truth, let) <= MostErrors, $"{figure}: {estimate.Value} ± {estimate.StandardError}, and {truth} is true");
        // An error bar that says nothing would always be right.
        Assert.True(estimate.StandardError < 0.25 * truth, $"{figure}: {estimate.Value} ± {estimate.StandardError}");
    }

    private static void Exactly(IEnumerable<JsonElement> rows, params (string Figure, long Truth)[] truths)
    {
        var all = rows.ToList();
        Assert.All(truths, truth => Assert.Equal(new Estimate(truth.Truth, 0), BudgetRun.Sum(all, truth.Figure)));
    }

    private static void Same(IEnumerable<JsonElement> rows, IEnumerable<JsonElement> others, params string[] figures) => Same(rows, others, figures, prefix: "");

    private static void Same(IEnumerable<JsonElement> rows, IEnumerable<JsonElement> others, string[] figures, string prefix)
    {
        var (one, other) = (rows.ToList(), others.ToList());
        Assert.NotEmpty(other);
        foreach (var figure in figures)
        {
            var (left, right) = (BudgetRun.Sum(one, figure), BudgetRun.Sum(other, figure, prefix));
            Assert.Equal(left.Value, right.Value);
            // Each row's has nine quarters of its own largest sample in it, so those of many rows make more together than that of their sum: at most √3.25 times as much.
            Assert.InRange(right.StandardError, left.StandardError / 1.81 - 10, left.StandardError * 1.81 + 10);
        }
    }
}
