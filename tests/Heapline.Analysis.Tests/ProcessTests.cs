using Heapline.Capture;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class ProcessTests
{
    private static readonly RunInfo s_run = new("1", ["python3"], "/", "sampled", DateTimeOffset.UnixEpoch, 10_000_000);

    [Fact]
    public void One_process_of_a_sampled_run_keeps_the_weights_of_its_own_sites()
    {
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1)],
            Threads = [new ThreadInfo(0, 0, 10, ""), new ThreadInfo(1, 1, 11, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc), new Site(1, StackId.None, AllocatorKind.Malloc)],
            Ticks = [new Tick(1, 0, 0, 10, 500, 500, 0, [new SiteChange(new SiteId(1), 5, 500, 0, 0, 0)], [])],
            ProcessCosts = [new ProcessCost(0, 1, 2, 3, 0, 0, 0), new ProcessCost(1, 10, 20, 30, 0, 0, 0)],
            Phases = [new Phase(0, "not this", true, 1, 1, 0, 0, 0, 0), new Phase(1, "this", true, 1, 1, 0, 0, 0, 0)],
            Sampling = new Sampling { Rates = [new SamplingRate(0, 1, 1000)], Weights = [new SiteWeight(new SiteId(0), 1, 7), new SiteWeight(new SiteId(1), 1, 5)] },
        };

        var one = CaptureOfProcesses.Only(capture, [1]);

        Assert.Equal([new SiteWeight(new SiteId(0), 1, 5)], one.Sampling.Weights);
        Assert.Equal(5 * (5 - 1), SiteFigures.Of(one)[0].Variances!.Allocations, 1e-9);
        Assert.Equal("this", Assert.Single(one.Phases).Name);
        Assert.Equal(10, CostReport.Of(one)!.HookNs);
    }

    [Fact]
    public void Hundreds_of_thousands_of_forks_of_forks_are_followed_to_the_first()
    {
        const int count = 300_000;
        var capture = Forks(count, process => process - 1);
        Assert.Equal([(0, (2L, 200L))], new InheritedHeap(capture).AtStart(count - 1).Select(held => (held.Key, held.Value)));
    }

    [Fact]
    public void Processes_that_are_forks_of_each_other_are_answered()
    {
        var capture = Forks(100, process => (process + 1) % 100) with { ProcessEnds = [.. Enumerable.Range(0, 100).Select(process => new ProcessEnd(process, 5, 0, 0, 0))] };
        Assert.Equal(100, ProcessReport.Of(capture).Processes.Count);
        Assert.NotNull(CaptureOfProcesses.Only(capture, [3, 50]));
        Assert.DoesNotContain(new InheritedHeap(capture).AtStart(7), held => held.Key != 0);
    }

    [Fact]
    public void The_highest_proportional_memory_of_all_has_everybodys_part()
    {
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1)],
            ProcessEnds = [new ProcessEnd(1, 35, 0, 0, 0)],
            ProportionalSamples = [new(0, 10, 100), new(1, 20, 50), new(0, 30, 80), new(0, 40, 149)],
        };
        var peak = TreeProportional.PeakOf(capture);
        Assert.Equal((150L, 20L), (peak.Bytes, peak.TimeNs));
        Assert.Equal([(0, 100L), (1, 50L)], peak.Parts);
    }

    /// <summary>Three have 64 MiB together and one of them 32 of its own; two end, and what was theirs is the third's, before it is known that they have ended.</summary>
    [Fact]
    public void Readings_of_one_round_are_added_up_as_one()
    {
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1), Process(2)],
            ProcessEnds = [new ProcessEnd(2, 25, 0, 0, 0), new ProcessEnd(1, 26, 0, 0, 0)],
            ProportionalSamples = [new(0, 5, 64), new(0, 10, 22), new(1, 10, 52), new(2, 10, 22), new(0, 20, 64), new(1, 20, 0), new(2, 20, 0), new(0, 30, 64)],
        };
        var peak = TreeProportional.PeakOf(capture);
        Assert.Equal((96L, 10L), (peak.Bytes, peak.TimeNs));
        Assert.Equal([(1, 52L), (0, 22L), (2, 22L)], peak.Parts);
        (long TimeNs, long Bytes)[] steps = [(5, 64), (10, 64), (10, 96), (20, 96), (20, 64), (25, 64), (26, 64), (30, 64)];
        Assert.Equal(steps, TreeProportional.CurveOf(capture));
    }

    [Fact]
    public void The_highest_heap_of_all_counts_what_forks_keep_of_a_parent_that_has_ended()
    {
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1)],
            Threads = [new ThreadInfo(0, 0, 10, ""), new ThreadInfo(1, 1, 11, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc), new Site(1, StackId.None, AllocatorKind.Malloc)],
            ProcessDetails = [new ProcessDetails(1, ProcessKind.Fork, 0, "child", 0, 100, 1)],
            ProcessEnds = [new ProcessEnd(0, 15, 0, 0, 0)],
            Ticks =
            [
                new Tick(0, 0, 0, 10, 100, 100, 0, [new SiteChange(new SiteId(0), 1, 100, 0, 0, 0)], []),
                new Tick(1, 2, 20, 30, 70, 80, 0, [new SiteChange(new SiteId(1), 1, 70, 0, 0, 0)], []),
            ],
        };
        var peak = TreeHeap.PeakOf(capture);
        Assert.Equal((180L, 20L), (peak.Bytes, peak.TimeNs));
        Assert.Equal([(1, 180L)], peak.Parts);
    }

    [Fact]
    public void Totals_are_those_of_the_report_and_leave_passing_programs_out()
    {
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1), Process(2)],
            Threads = [new ThreadInfo(0, 0, 10, ""), new ThreadInfo(1, 1, 11, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc), new Site(1, StackId.None, AllocatorKind.Malloc)],
            ProcessDetails = [new ProcessDetails(1, ProcessKind.Fork, 0, "child", 0, 100, 1), new ProcessDetails(2, ProcessKind.Program, 0, "sed", 0, 0, 0)],
            ProcessEnds = [new ProcessEnd(0, 15, 0, 0, 0), new ProcessEnd(2, 16, 0, 0, 0)],
            Samples = [new MemorySample(0, 1, 20 << 20), new MemorySample(2, 1, 1 << 20)],
            ProportionalSamples = [new(0, 5, 64), new(1, 5, 30), new(0, 10, 70)],
            Ticks =
            [
                new Tick(0, 0, 0, 10, 100, 100, 0, [new SiteChange(new SiteId(0), 1, 100, 0, 0, 0)], []),
                new Tick(1, 2, 20, 30, 70, 80, 0, [new SiteChange(new SiteId(1), 1, 70, 0, 0, 0)], []),
            ],
        };
        Assert.Equal(new TreeTotals(2, 180, 100), TreeTotals.Of(capture));
        CaptureData[] others =
        [
            capture, capture with { ProcessEnds = [] }, Forks(100, process => (process + 1) % 100),
            capture with { Processes = [Process(0)], ProcessDetails = [new ProcessDetails(0, ProcessKind.Program, -1, "sed", 0, 0, 0)], Threads = [], Sites = [], Ticks = [], ProcessEnds = [new ProcessEnd(0, 15, 0, 0, 0)], Samples = [], ProportionalSamples = [] },
        ];
        foreach (var other in others)
        {
            var report = ProcessReport.Of(other);
            Assert.Equal(new TreeTotals(PassingPrograms.LeftOut(report.Processes).Count, report.PeakHeap.Bytes, report.PeakProportional.Bytes), TreeTotals.Of(other));
        }
    }

    [Fact]
    public void Totals_are_known_without_sites_unless_a_fork_outlives_whom_it_had_memory_from()
    {
        // A worker, and a fork of the worker.
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1), Process(2)],
            Threads = [new ThreadInfo(0, 0, 10, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc)],
            ProcessDetails = [new ProcessDetails(1, ProcessKind.Fork, 0, "child", 0, 100, 1), new ProcessDetails(2, ProcessKind.Fork, 1, "grandchild", 1, 100, 1)],
            ProportionalSamples = [new(0, 5, 64), new(1, 5, 30), new(0, 10, 70)],
            Ticks =
            [
                new Tick(0, 0, 0, 10, 100, 100, 0, [new SiteChange(new SiteId(0), 1, 100, 0, 0, 0)], []), new Tick(1, 1, 10, 20, 30, 40, 0, [], []),
                new Tick(2, 2, 20, 30, 70, 80, 0, [], []), new Tick(0, 4, 40, 50, 300, 310, 0, [], []),
            ],
        };
        static ProcessEnd End(int process, long atNs) => new(process, atNs, 0, 0, 0);
        static CaptureData Outline(CaptureData of) => of with { Threads = [], Sites = [], Ticks = [.. of.Ticks.Select(tick => tick with { Changes = [] })] };
        (ProcessEnd[] Ends, bool IsKnown)[] cases =
        [
            ([End(2, 35), End(1, 35), End(0, 60)], true), ([], true), ([End(2, 15), End(1, 18)], true),
            ([End(0, 15)], false), ([End(0, 15), End(1, 14)], false), ([End(1, 15), End(2, 25), End(0, 60)], false), ([End(2, 31), End(1, 30)], false),
        ];
        foreach (var (ends, isKnown) in cases)
        {
            var ended = capture with { ProcessEnds = ends };
            Assert.Equal(isKnown ? TreeTotals.Of(ended) : null, TreeTotals.OfOutline(Outline(ended)));
        }
        // Each the other's parent.
        var circle = Forks(100, process => (process + 1) % 100);
        Assert.Equal(TreeTotals.Of(circle), TreeTotals.OfOutline(circle));
    }

    [Fact]
    public void What_a_fork_began_with_and_the_highest_heap_of_all_have_the_standard_errors_of_their_blocks()
    {
        // A parent with 40 blocks of 100 bytes that count as 20 each; its fork gives half of them back and asks for 30 of 50 bytes that count as 10.
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0), Process(1)],
            Threads = [new ThreadInfo(0, 0, 10, ""), new ThreadInfo(1, 1, 11, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc), new Site(1, StackId.None, AllocatorKind.Malloc)],
            Sampling = new Sampling { Rates = [new SamplingRate(0, 1, 2000)], Weights = [new SiteWeight(new SiteId(0), 1, 20), new SiteWeight(new SiteId(1), 1, 10)] },
            ProcessDetails = [new ProcessDetails(1, ProcessKind.Fork, 0, "child", 0, 4000, 40)],
            InheritedFrees = [new InheritedFrees(1, 2, [new LiveBlocks(new SiteId(0), 20, 2000)])],
            Ticks =
            [
                new Tick(0, 0, 0, 10, 4000, 4000, 0, [new SiteChange(new SiteId(0), 40, 4000, 0, 0, 0)], []),
                new Tick(1, 2, 20, 30, 1500, 1500, 0, [new SiteChange(new SiteId(1), 30, 1500, 0, 0, 0)], []),
            ],
        };

        var report = ProcessReport.Of(capture);

        const double one = 20.0 * 19 * 100 * 100, other = 10.0 * 9 * 50 * 50;
        Assert.Equal((4000L, 2000L), (report.Processes[1].InheritedBytes, report.Processes[1].InheritedAtEndBytes));
        Assert.Equal(Math.Sqrt(2 * one + 2.25 * one), report.Processes[1].InheritedError, 0.01);
        Assert.Equal(Math.Sqrt(one + 2.25 * one), report.Processes[1].InheritedAtEndError, 0.01);
        Assert.Equal(0, report.Processes[0].InheritedError);
        Assert.Equal(5500, report.PeakHeap.Bytes);
        Assert.Equal(Math.Sqrt(2 * one + 3 * other + 2.25 * one), report.PeakHeap.StandardError, 0.01);
        Assert.Equal(Math.Sqrt(3 * other + 2.25 * other), report.PeakHeap.StandardErrors[1], 0.01);

        // The parent ends first: the fork holds what it has not given back.
        var ended = ProcessReport.Of(capture with { ProcessEnds = [new ProcessEnd(0, 15, 0, 0, 0)], InheritedFrees = [], Ticks = [capture.Ticks[0], capture.Ticks[1] with { StartNs = 20 }] });
        Assert.Equal([(1, 5500L)], ended.PeakHeap.Parts);
        Assert.Equal(Math.Sqrt(2 * one + 3 * other + 2.25 * one), ended.PeakHeap.StandardErrors[1], 0.01);

        Assert.Equal(0, ProcessReport.Of(capture with { Sampling = new Sampling() }).PeakHeap.StandardError);
    }

    [Fact]
    public void A_peak_within_a_tick_has_the_standard_error_of_what_was_alive_at_it()
    {
        // 90 blocks are asked for and given back within the tick; at the peak, of which the composition is known, 60 of them were alive.
        var capture = new CaptureData
        {
            Run = s_run,
            Processes = [Process(0)],
            Threads = [new ThreadInfo(0, 0, 10, "")],
            Sites = [new Site(0, StackId.None, AllocatorKind.Malloc)],
            Sampling = new Sampling { Rates = [new SamplingRate(0, 1, 2000)], Weights = [new SiteWeight(new SiteId(0), 1, 30)] },
            Ticks = [new Tick(0, 0, 0, 10, 0, 6000, 0, [new SiteChange(new SiteId(0), 90, 9000, 90, 9000, 0)], [])],
            Peaks = [new Peak(0, 5, 6000, [new LiveBlocks(new SiteId(0), 60, 6000)])],
        };
        const double one = 30.0 * 29 * 100 * 100;

        Assert.Equal(Math.Sqrt(2 * one + 2.25 * one), TreeHeap.PeakOf(capture).StandardError, 0.01);
        // Without it as much of what was asked for in the tick as reaches that high.
        Assert.Equal(Math.Sqrt(2 * one + 2.25 * one), TreeHeap.PeakOf(capture with { Peaks = [] }).StandardError, 0.01);
    }

    private static ProcessInfo Process(int index) => new(index, 100 + index, 1, [], "", 0);

    private static CaptureData Forks(int count, Func<int, int> parentOf) => new()
    {
        Run = s_run,
        Processes = [.. Enumerable.Range(0, count).Select(Process)],
        Threads = [new ThreadInfo(0, 0, 10, "")],
        Sites = [new Site(0, StackId.None, AllocatorKind.Malloc)],
        ProcessDetails = [.. Enumerable.Range(0, count).Select(process => new ProcessDetails(process, ProcessKind.Fork, parentOf(process), "", 0, 0, 0))],
        Ticks = [new Tick(0, 0, 0, 10, 200, 200, 0, [new SiteChange(new SiteId(0), 2, 200, 0, 0, 0)], [])],
    };
}
