using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class SiteFiguresTests
{
    [Fact]
    public void Blocks_that_outlive_their_tick_are_alive_until_a_later_tick_frees_them()
    {
        var build = new CaptureBuilder();
        var site = build.Site(build.Stack((build.Function("f", "a.py", 1), 2)));
        // 10 blocks of 100 bytes, 4 freed at once (3 of them temporary); later 5 more go, 1 of them temporary: 1 is left.
        build.Tick(0, [new SiteChange(site, 10, 1000, 4, 400, 3)]).Tick(7, [], [new LaterFree(site, 0, 5, 500, 1)]);

        var figures = SiteFigures.Of(build.Build())[site.Value];

        Assert.Equal(new Figures(0, 0, 100, 1, 1000, 10, 4), figures);
    }

    [Fact]
    public void What_is_alive_at_the_peak_comes_from_the_peak()
    {
        var build = new CaptureBuilder();
        var site = build.Site(StackId.None);
        build.Tick(0, [new SiteChange(site, 3, 300, 3, 300, 0)]).Peak(5, new LiveBlocks(site, 2, 200));

        Assert.Equal(new Figures(200, 2, 0, 0, 300, 3, 0), SiteFigures.Of(build.Build())[0]);
    }

    [Fact]
    public void Arenas_are_no_blocks_of_the_users()
    {
        var build = new CaptureBuilder();
        var arena = build.Site(StackId.None, AllocatorKind.Arena);
        build.Tick(0, [new SiteChange(arena, 1, 1 << 20, 0, 0, 0)]);

        Assert.True(SiteFigures.Of(build.Build())[arena.Value].IsZero);
    }

    [Fact]
    public void Of_several_processes_only_the_largest_ones_peak_counts_and_all_else_adds_up()
    {
        var build = new CaptureBuilder();
        int child = build.Process(200, "python3", "app.py");
        var stack = build.Stack((build.Function("f", "a.py", 1), 2));
        var mine = build.Site(stack);
        var childs = build.Site(stack, thread: build.Thread(child, 200, "python3"));
        build.Tick(0, [new SiteChange(mine, 1, 10, 0, 0, 0)]).Tick(0, [new SiteChange(childs, 2, 70, 0, 0, 0)], process: child)
            .Peak(1, new LiveBlocks(mine, 1, 10)).PeakOf(child, 2, new LiveBlocks(childs, 2, 70));

        var capture = build.Build();
        Assert.Equal(child, HeapPeak.Largest(capture)!.Process);
        Assert.Equal(new Figures(70, 2, 80, 3, 80, 3, 0), SiteFigures.Total(SiteFigures.Of(capture)));
    }

    [Fact]
    public void A_capture_without_a_peak_has_none()
    {
        Assert.Null(HeapPeak.Largest(new CaptureBuilder().Build()));
    }
}
