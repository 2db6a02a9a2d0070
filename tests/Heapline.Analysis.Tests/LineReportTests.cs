using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class LineReportTests
{
    [Fact]
    public void A_line_has_what_it_asked_for_itself_and_not_what_it_called()
    {
        var build = new CaptureBuilder();
        var main = build.Function("<module>", "app.py", 1);
        var load = build.Function("load", "app.py", 3);
        Allocate(build, build.Stack((main, 9)), 10);
        Allocate(build, build.Stack((main, 9), (load, 4)), 500);

        var file = Assert.Single(LineReport.Of(build.Build()).Files);

        Assert.Equal([(4, 500L), (9, 10L)], file.Lines.Select(line => (line.Place.Line, line.Figures.AtPeakBytes)));
        Assert.Equal(510, file.Figures.AtPeakBytes);
        Assert.Equal(3, file.Lines[0].FunctionFirstLine);
    }

    [Fact]
    public void All_ways_to_a_line_are_added_and_so_are_code_objects_that_read_the_same()
    {
        var build = new CaptureBuilder();
        var main = build.Function("<module>", "app.py", 1);
        var load = build.Function("load", "app.py", 3);
        var loadOfTheChild = build.Function("load", "app.py", 3);
        Allocate(build, build.Stack((main, 8), (load, 4)), 1);
        Allocate(build, build.Stack((main, 9), (load, 4)), 20);
        Allocate(build, build.Stack((main, 9), (loadOfTheChild, 4)), 300);

        var line = Assert.Single(LineReport.Of(build.Build()).HottestFirst());

        Assert.Equal(new Figures(321, 3, 321, 3, 321, 3, 0), line.Figures);
    }

    [Fact]
    public void Files_come_by_the_figure_asked_for_and_the_interpreters_inside_comes_last()
    {
        var build = new CaptureBuilder();
        Allocate(build, build.Stack((build.Function("_find", "<frozen importlib._bootstrap>", 1), 5)), 9_000);
        Allocate(build, StackId.None, 8_000);
        Allocate(build, build.Stack((build.Function("f", "small.py", 1), 5)), 10, allocatedTimes: 1_000);
        Allocate(build, build.Stack((build.Function("g", "large.py", 1), 5)), 500);
        var capture = build.Build();

        Assert.Equal(["large.py", "small.py", "<frozen importlib._bootstrap>", ""], LineReport.Of(capture).Files.Select(file => file.File));
        Assert.Equal("small.py", LineReport.Of(capture, SortKey.Allocated).Files[0].File);
    }

    [Fact]
    public void Hottest_first_is_over_all_files()
    {
        var build = new CaptureBuilder();
        var (a, b) = (build.Function("f", "a.py", 1), build.Function("g", "b.py", 1));
        Allocate(build, build.Stack((a, 1)), 100);
        Allocate(build, build.Stack((a, 2)), 90);
        Allocate(build, build.Stack((b, 3)), 95);

        Assert.Equal([1, 3, 2], LineReport.Of(build.Build()).HottestFirst().Select(line => line.Place.Line));
    }

    [Fact]
    public void Filters_choose_by_part_of_the_name_and_leave_the_total_whole()
    {
        var build = new CaptureBuilder();
        Allocate(build, build.Stack((build.Function("Reader.parse", "lib/reader.py", 1), 5)), 1);
        Allocate(build, build.Stack((build.Function("Reader.close", "lib/reader.py", 9), 10)), 2);
        Allocate(build, build.Stack((build.Function("parse", "app.py", 1), 5)), 4);
        var capture = build.Build();

        Assert.Equal([1L, 2L], LineReport.Of(capture, file: "reader").HottestFirst().Select(line => line.Figures.AtPeakBytes).Order());
        var both = LineReport.Of(capture, file: "reader", function: "parse");
        Assert.Equal("Reader.parse", Assert.Single(both.HottestFirst()).Place.Function);
        Assert.Equal(7, both.Total.AtPeakBytes);
    }

    [Fact]
    public void A_line_that_did_nothing_is_not_there()
    {
        var build = new CaptureBuilder();
        build.Site(build.Stack((build.Function("f", "a.py", 1), 2)));

        Assert.Empty(LineReport.Of(build.Build()).Files);
    }

    // Blocks of one line that all stay alive, up to the end and thus at the peak.
    internal static void Allocate(CaptureBuilder build, StackId stack, long bytes, int allocatedTimes = 1)
    {
        var site = build.Site(stack);
        build.Tick(site.Value, [new SiteChange(site, allocatedTimes, bytes * allocatedTimes, allocatedTimes - 1, bytes * (allocatedTimes - 1), 0)]);
        var before = build.Build().Peaks.SelectMany(peak => peak.Blocks).ToArray();
        build.ReplacePeak(site.Value, [.. before, new LiveBlocks(site, 1, bytes)]);
    }
}
