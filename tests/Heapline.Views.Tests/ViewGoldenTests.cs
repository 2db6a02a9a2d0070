using Heapline.Analysis;
using Heapline.Capture;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class ViewGoldenTests
{
    private static readonly Dictionary<string, Action<ReportConsole, CaptureData>> s_views = new()
    {
        ["lines"] = (console, capture) => LinesView.Write(console, capture, LineReport.Of(capture)),
        ["lines-allocated-limited"] = (console, capture) => LinesView.Write(console, capture, LineReport.Of(capture, SortKey.Allocated), limit: 3),
        ["lines-function"] = (console, capture) => LinesView.Write(console, capture, LineReport.Of(capture, function: "build")),
        ["summary"] = (console, capture) => SummaryView.Write(console, capture, SummaryReport.Of(capture)),
        ["tree"] = (console, capture) => TreeView.Write(console, capture, TreeReport.Of(capture)),
        ["tree-allocated"] = (console, capture) => TreeView.Write(console, capture, TreeReport.Of(capture, SortKey.Allocated)),
        ["table"] = (console, capture) => TableView.Write(console, capture, TableReport.Of(capture)),
        ["stats"] = (console, capture) => StatsView.Write(console, capture, StatsReport.Of(capture)),
    };

    private static readonly int[] s_widths = [80, 100];

    public static TheoryData<string, int> Cases => [.. s_views.Keys.SelectMany(_ => s_widths, (view, width) => (view, width))];

    [Theory, MemberData(nameof(Cases))]
    public void Looks_as_accepted(string view, int width)
    {
        var text = Rendered.Text(width, console => s_views[view](console, SampleRun.Capture()));

        Assert.All(text.Split('\n'), line => Assert.True(CellText.Width(line) <= width, line));
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        GoldenFile.Matches($"{view}-{width}.txt", text);
    }

    [Theory, MemberData(nameof(Cases))]
    public void With_colours_the_words_are_the_same(string view, int width)
    {
        var styled = Rendered.Text(width, console => s_views[view](console, SampleRun.Capture()), styled: true);

        Assert.Contains("\u001b[", styled, StringComparison.Ordinal);
        Assert.Equal(
            Rendered.Text(width, console => s_views[view](console, SampleRun.Capture())),
            System.Text.RegularExpressions.Regex.Replace(styled, "\u001b\\[[0-9;]*m", ""));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Narrow_terminals_are_never_overrun(string view, int width)
    {
        var text = Rendered.Text(width / 2, console => s_views[view](console, SampleRun.Capture()));

        Assert.All(text.Split('\n'), line => Assert.True(CellText.Width(line) <= width / 2, line));
    }

    [Fact]
    public void Empty_captures_say_so_in_every_view()
    {
        var empty = new Heapline.Tests.CaptureBuilder().Build();
        foreach (var (_, write) in s_views)
            Assert.NotEmpty(Rendered.Text(80, console => write(console, empty)));
    }

    [Fact]
    public void What_must_be_known_stands_above_the_figures()
    {
        var capture = SampleRun.Capture(build =>
        {
            build.Process(4711, "python3", "app.py");
            build.Ended(1, 5, lost: 12_345);
            build.Damage = "at byte 4096: expected 64 bytes, found 12";
        });

        GoldenFile.Matches("notes-80.txt", Rendered.Text(80, console => ReportHeading.Write(console, capture)));
    }

    [Fact]
    public void The_end_of_a_run_is_told_in_five_lines()
    {
        var run = new RunClosing(2_310_000_000, 1_234_567, 1, 121_000_000, 140_000_000, "app.py.mprofile", 312_000, NeedsName: false, "");
        var text = Rendered.Text(80, console =>
        {
            RunClosingView.Write(console, run with { CostNs = 250_000_000, ProcessorNs = 2_100_000_000, OwnBytes = 7_000_000 });
            console.Line();
            RunClosingView.Write(console, run with
            {
                CostNs = 1, ProcessorNs = 1_000_000, OwnBytes = 500_000, Processes = 5, CapturePath = "/tmp/my captures/x", NeedsName = true, Note = "12 events were lost.",
            });
            console.Line();
            RunClosingView.Write(console, run with { Allocations = null, PeakHeapBytes = 0 });
        });

        GoldenFile.Matches("run-closing-80.txt", text);
    }

    [Fact]
    public void Four_hundred_workers_are_a_calm_list()
    {
        var text = Rendered.Text(80, console => ProcessesView.Write(console, ProcessReport.Of(Pool()), hasHeap: true));

        Assert.All(text.Split('\n'), line => Assert.True(CellText.Width(line) <= 80, line));
        GoldenFile.Matches("processes-80.txt", text);
    }

    // A shell script that calls two programs and puts Python in its place, which forks 400 workers.
    private static CaptureData Pool()
    {
        const long ms = 1_000_000, MiB = 1 << 20;
        var starts = new List<long>();
        var build = new Heapline.Tests.CaptureBuilder();
        var details = new List<ProcessDetails>();
        // The builder's own first process: the script.
        build.Resident(0, 0, 4 * MiB).Ended(0, 40 * ms);
        details.Add(new ProcessDetails(0, ProcessKind.Program, -1, "python3", -1, 0, 0));
        starts.Add(0);
        Add(100, 99, ProcessKind.Program, 0, 5, 9, "", 2 * MiB, "sed", "s/a/b/");
        Add(101, 99, ProcessKind.Program, 0, 12, 15, "", 2 * MiB, "readlink", "-f", "x");
        Add(99, 1, ProcessKind.Python, -1, 41, 2_300, "", 90 * MiB, "python3", "pool.py");
        var stack = build.Stack((build.Function("work", "/home/ada/pool.py", 3), 4));
        for (int worker = 1; worker <= 400; worker++)
        {
            Add(1_000 + worker, 99, ProcessKind.Fork, 3, 100 + worker, 1_900 + worker, $"ForkPoolWorker-{worker}", 20 * MiB, "python3", "pool.py");
            var site = build.Site(stack, AllocatorKind.PyObjectMalloc, build.Thread(3 + worker, 1_000 + worker, "python3"));
            build.Tick(0, [new(site, worker, worker * 1024, 0, 0, 0)], process: 3 + worker).PeakOf(3 + worker, 1_000 * ms, new LiveBlocks(site, worker, worker * 1024));
        }
        var pool = build.Build();
        return pool with
        {
            ProcessDetails = details, Processes = [.. pool.Processes.Select(process => process with { StartNs = starts[process.Index] })],
            Ticks = [.. pool.Ticks.Select(tick => tick with { HeapBytes = tick.Changes[0].AllocatedBytes, HeapBytesHigh = tick.Changes[0].AllocatedBytes, StartNs = 1_000 * ms })],
        };

        void Add(int pid, int parent, ProcessKind kind, int parentIndex, long from, long to, string name, long resident, params string[] command)
        {
            int index = build.Process(pid, command);
            starts.Add(from * ms);
            build.Resident(index, from * ms, resident).Ended(index, to * ms);
            details.Add(new ProcessDetails(index, kind, parentIndex, name, -1, kind == ProcessKind.Fork ? MiB : 0, kind == ProcessKind.Fork ? 10 : 0));
        }
    }
}
