using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class CallTreeTests
{
    [Fact]
    public void A_node_holds_its_own_and_everything_called_from_it()
    {
        var build = new CaptureBuilder();
        var (main, load) = (build.Function("<module>", "app.py", 1), build.Function("load", "app.py", 3));
        LineReportTests.Allocate(build, build.Stack((main, 9)), 10);
        LineReportTests.Allocate(build, build.Stack((main, 9), (load, 4)), 500);
        LineReportTests.Allocate(build, StackId.None, 7);

        var tree = new CallTree(build.Build());

        Assert.Equal(517, tree.Inclusive[0].AtPeakBytes);
        Assert.Equal(7, tree.Own[0].AtPeakBytes);
        int outer = tree.NodeOf(build.Stack((main, 9)));
        Assert.Equal((10L, 510L), (tree.Own[outer].AtPeakBytes, tree.Inclusive[outer].AtPeakBytes));
        Assert.Equal(
            [new Frame("<module>", "app.py", 9), new Frame("load", "app.py", 4)], tree.StackOf(tree.NodeOf(build.Stack((main, 9), (load, 4)))));
    }

    [Fact]
    public void Stacks_of_several_processes_that_read_the_same_are_one_node()
    {
        var build = new CaptureBuilder();
        var first = build.FreshStack(StackId.None, build.Function("f", "a.py", 1), 2);
        var second = build.FreshStack(StackId.None, build.Function("f", "a.py", 1), 2);

        var tree = new CallTree(build.Build());

        Assert.Equal(2, tree.Nodes.Count);
        Assert.Equal(tree.NodeOf(first), tree.NodeOf(second));
    }

    [Fact]
    public void A_recursion_counts_once_in_the_summary_however_deep()
    {
        const int Depth = 100_000;
        var build = new CaptureBuilder();
        var (main, fall) = (build.Function("<module>", "app.py", 1), build.Function("fall", "app.py", 3));
        var stack = build.FreshStack(StackId.None, main, 9);
        for (int depth = 0; depth < Depth; depth++)
            stack = build.FreshStack(stack, fall, 4);
        LineReportTests.Allocate(build, stack, 64);

        var report = SummaryReport.Of(build.Build());

        Assert.Equal(
            [("fall", 64L, 64L), ("<module>", 0L, 64L)],
            report.Functions.Select(function => (function.Name, function.Own.AtPeakBytes, function.Total.AtPeakBytes)));
    }

    [Fact]
    public void A_function_called_by_several_others_has_the_total_of_all_its_calls()
    {
        var build = new CaptureBuilder();
        var (main, a, b, leaf) = (
            build.Function("<module>", "app.py", 1), build.Function("a", "app.py", 3), build.Function("b", "app.py", 5), build.Function("leaf", "app.py", 7));
        LineReportTests.Allocate(build, build.Stack((main, 9), (a, 4), (leaf, 8)), 100);
        LineReportTests.Allocate(build, build.Stack((main, 9), (b, 6), (leaf, 8)), 30);
        LineReportTests.Allocate(build, build.Stack((main, 9), (b, 6)), 1);
        LineReportTests.Allocate(build, StackId.None, 2);

        var report = SummaryReport.Of(build.Build());

        Assert.Equal(
            [("<module>", 0L, 131L), ("leaf", 130L, 130L), ("a", 0L, 100L), ("b", 1L, 31L), ("", 2L, 2L)],
            report.Functions.Select(function => (function.Name, function.Own.AtPeakBytes, function.Total.AtPeakBytes)));
        Assert.Equal([100L, 30L, 2L, 1L], report.Stacks.Select(node => report.Tree.Own[node].AtPeakBytes));
    }

    [Fact]
    public void The_tree_leaves_out_what_is_small_and_joins_calls_that_only_pass_on()
    {
        var build = new CaptureBuilder();
        var functions = "mabcde".Select(name => build.Function($"{name}", "app.py", 1)).ToArray();
        LineReportTests.Allocate(build, build.Stack((functions[0], 1), (functions[1], 2), (functions[2], 3)), 600);
        LineReportTests.Allocate(build, build.Stack((functions[0], 1), (functions[1], 2), (functions[3], 4)), 390);
        LineReportTests.Allocate(build, build.Stack((functions[0], 1), (functions[1], 2), (functions[4], 5)), 9);
        LineReportTests.Allocate(build, build.Stack((functions[0], 1), (functions[5], 6)), 1);

        var report = TreeReport.Of(build.Build(), minShare: 0.01);

        string Name(int node) => report.Tree.FunctionOf(node).Name;
        int outermost = Assert.Single(report.ChildrenOf(0));
        var chain = report.ChainFrom(outermost);
        Assert.Equal(["m", "a"], chain.Select(Name));
        Assert.Equal(["b", "c"], report.ChildrenOf(chain[^1]).Select(Name));
        Assert.Equal(2, report.LeftOut);
        Assert.Equal(0, TreeReport.Of(build.Build(), minShare: 0).LeftOut);
    }

    [Fact]
    public void A_tree_without_a_least_share_has_the_calls_with_nothing_of_what_it_is_sorted_by()
    {
        var build = new CaptureBuilder();
        var (main, passing) = (build.Function("<module>", "app.py", 1), build.Function("passing", "app.py", 3));
        LineReportTests.Allocate(build, build.Stack((main, 9)), 500);
        build.Tick(1, [new SiteChange(build.Site(build.Stack((main, 9), (passing, 4))), 7, 70, 7, 70, 0)]);
        // An arena is memory of the interpreter's own, and in no figure.
        build.Tick(2, [new SiteChange(build.Site(build.Stack((main, 8)), AllocatorKind.Arena), 1, 1 << 18, 0, 0, 0)]);
        var capture = build.Build();

        var report = TreeReport.Of(capture, SortKey.Peak, minShare: 0);

        Assert.Equal(["<module>", "passing"], ChildrenOf(report, 0));
        Assert.Equal(0, report.LeftOut);
        Assert.Equal(["<module>"], ChildrenOf(TreeReport.Of(capture, SortKey.Peak, minShare: 0.001), 0));
        Assert.Equal(1, TreeReport.Of(capture, SortKey.Peak, minShare: 0.001).LeftOut);
    }

    [Fact]
    public void A_call_with_much_of_its_own_is_not_joined_with_what_it_calls()
    {
        var build = new CaptureBuilder();
        var (main, load) = (build.Function("<module>", "app.py", 1), build.Function("load", "app.py", 3));
        LineReportTests.Allocate(build, build.Stack((main, 9)), 500);
        LineReportTests.Allocate(build, build.Stack((main, 9), (load, 4)), 500);

        var report = TreeReport.Of(build.Build());

        Assert.Single(report.ChainFrom(report.ChildrenOf(0)[0]));
    }

    [Fact]
    public void The_table_has_a_row_for_each_stack_allocator_and_thread()
    {
        var build = new CaptureBuilder();
        int worker = build.Thread(0, 101, "worker");
        var stack = build.Stack((build.Function("f", "a.py", 1), 2));
        var sites = new[]
        {
            build.Site(stack), build.Site(stack, AllocatorKind.Malloc), build.Site(stack, AllocatorKind.Malloc, worker),
            build.Site(stack, AllocatorKind.Arena),
        };
        build.Tick(0, [.. sites.Select((site, index) => new SiteChange(site, 1, 10 * (index + 1), 0, 0, 0))]);

        var rows = TableReport.Of(build.Build(), SortKey.Allocated).Rows;

        Assert.Equal(
            [(AllocatorKind.Malloc, worker, 30L), (AllocatorKind.Malloc, 0, 20L), (AllocatorKind.PyObjectMalloc, 0, 10L)],
            rows.Select(row => (row.Allocator, row.Thread, row.Figures.AllocatedBytes)));
    }

    // Everything below a node, callers first.
    private static IEnumerable<string> ChildrenOf(TreeReport report, int node) =>
        report.ChildrenOf(node).SelectMany(child => ChildrenOf(report, child).Prepend(report.Tree.FunctionOf(child).Name));
}
