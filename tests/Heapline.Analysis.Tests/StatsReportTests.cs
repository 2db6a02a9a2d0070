using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class StatsReportTests
{
    [Fact]
    public void Every_figure_is_the_one_known_by_construction()
    {
        var build = new CaptureBuilder();
        var small = build.Site(StackId.None);
        var large = build.Site(StackId.None, AllocatorKind.Malloc);
        build.Tick(0, [new SiteChange(small, 10, 640, 6, 384, 5)], arenaBytes: 262_144)
            .Tick(1, [new SiteChange(large, 1, 100_000, 0, 0, 0)], [new LaterFree(small, 0, 1, 64, 1)], arenaBytes: 524_288)
            .Tick(2, [], [new LaterFree(large, 1, 1, 100_000, 0)], arenaBytes: 262_144)
            .Peak(15_000_000, new LiveBlocks(small, 4, 256), new LiveBlocks(large, 1, 100_000))
            .Resident(0, 5_000_000, 9_000_000).Resident(0, 25_000_000, 9_500_000).Ended(0, 30_000_000, lost: 2, waits: 3, agentBytes: 4096);

        var report = StatsReport.Of(build.Build());

        Assert.Equal("3.12.1", report.PythonVersion);
        Assert.Equal("python3 app.py", report.CommandLine);
        Assert.Equal(2_310_000_000, report.DurationNs);
        Assert.Equal((100_256L, 15_000_000L, 0), (report.PeakHeapBytes, report.PeakHeapAtNs, report.PeakHeapProcess));
        Assert.Equal((9_500_000L, 25_000_000L), (report.PeakResidentBytes, report.PeakResidentAtNs));
        Assert.Equal(524_288, report.PeakArenaBytes);
        Assert.Equal(new Figures(100_256, 5, 192, 3, 100_640, 11, 6), report.Total);
        Assert.Equal(8, report.Frees);
        Assert.Equal((2L, 3L, 4096L), (report.LostEvents, report.RingWaits, report.AgentBytes));
        Assert.Equal([AllocatorKind.Malloc, AllocatorKind.PyObjectMalloc], report.Allocators.Select(allocator => allocator.Allocator));
    }

    [Fact]
    public void A_cut_capture_lasts_until_the_last_thing_recorded()
    {
        var build = new CaptureBuilder { End = null };
        build.Tick(4, []).Resident(0, 70_000_000, 1);

        Assert.Equal(70_000_000, StatsReport.Of(build.Build()).DurationNs);
    }

    [Fact]
    public void A_memory_curve_alone_has_no_heap()
    {
        var report = StatsReport.Of(new CaptureBuilder().Resident(0, 1, 5).Build());

        Assert.Equal((0L, -1, 5L), (report.PeakHeapBytes, report.PeakHeapProcess, report.PeakResidentBytes));
    }

    [Fact]
    public void Resident_memory_of_processes_is_added_while_they_live()
    {
        var build = new CaptureBuilder();
        int first = build.Process(200, "child"), second = build.Process(300, "child");
        build.Resident(0, 10, 100).Resident(first, 20, 50).Resident(second, 40, 60).Resident(0, 50, 90).Ended(first, 30);

        // 150 with the first child; it ends before the second comes, so 160 and not 210 is the most.
        Assert.Equal((160L, 40L), ResidentPeak.Of(build.Build()));
    }
}
