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
    public void The_end_of_a_run_is_told_in_four_lines()
    {
        var run = new RunClosing(2_310_000_000, 1_234_567, 1, 121_000_000, 140_000_000, "app.py.mprofile", 312_000, NeedsName: false, "");
        var text = Rendered.Text(80, console =>
        {
            RunClosingView.Write(console, run);
            console.Line();
            RunClosingView.Write(console, run with
            {
                Processes = 5, CapturePath = "/tmp/my captures/x", NeedsName = true, Note = "12 events were lost.",
            });
            console.Line();
            RunClosingView.Write(console, run with { Allocations = null, PeakHeapBytes = 0 });
        });

        GoldenFile.Matches("run-closing-80.txt", text);
    }
}
