using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>What sampling says of programs whose truth is known.</summary>
public sealed class SampledMode
{
    private const int Interval = 64 << 10;

    public static TheoryData<string> Pythons => Interpreters.All();

    /// <summary>
    /// Of a thousand estimates three are further off by chance, so of one seed in twenty some line is. This seed's worst is 1.6 standard errors off, 2.5 without a global lock, and where its samples lie is settled
    /// by the seed and by what the target asks for (docs/decisions/0006-sampling.md), not by addresses, paths or the machine's load.
    /// </summary>
    [Theory, MemberData(nameof(Pythons))]
    public async Task Top_twenty_lines_are_within_three_standard_errors_of_the_exact_capture(string python)
    {
        var exact = await ProfiledTarget.RunAsync(python, "sampled_of_every_kind");
        var sampled = await SampledRun.SeededAsync(140, python, "sampled_of_every_kind", "--sampled=64K");

        var lines = exact.Reports.Lines.Where(line => line.Place.File.EndsWith("/sampled_of_every_kind.py", StringComparison.Ordinal))
            .GroupBy(line => line.Place.Line).Select(group => (Line: group.Key, Figures: group.Aggregate(Figures.None, (sum, line) => sum + line.Figures))).ToList();
        var allocated = lines.OrderByDescending(line => line.Figures.Allocated.Bytes).Take(20).ToList();
        Assert.True(allocated.Count == 20, $"{allocated.Count} lines");
        Assert.All(allocated, line => Assert.InRange(sampled.Line(line.Line, "allocated_bytes").ErrorsFrom(line.Figures.Allocated.Bytes, let: Interval), 0, 3));
        var alive = lines.Where(line => line.Figures.AtPeak.Bytes > 4 * Interval).ToList();
        Assert.True(alive.Count >= 10, $"{alive.Count} lines");
        Assert.All(alive, line => Assert.InRange(sampled.Line(line.Line, "at_peak_bytes").ErrorsFrom(line.Figures.AtPeak.Bytes, let: Interval), 0, 3));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Known_amounts_are_estimated(string python)
    {
        var run = await SampledRun.RunAsync(python, "known_amounts", "--sampled=64K");

        double small = 100.0 * 20_000 * (67 + HeaderOf(python)), large = 100.0 * 200 * (9_967 + HeaderOf(python));
        Assert.InRange(run.Line("small", "allocated_bytes").ErrorsFrom(small), 0, 5);
        Assert.InRange(run.Line("large", "allocated_bytes").ErrorsFrom(large), 0, 5);
        Assert.InRange(run.Line("small", "allocations").ErrorsFrom(small / (67 + HeaderOf(python))), 0, 5);
        Assert.InRange(run.Line("small", "live_at_end_bytes").ErrorsFrom(small / 100), 0, 5);
        Assert.True(run.Stats.GetProperty("estimated").GetBoolean());
        Assert.Equal(20261122UL, run.Stats.GetProperty("sampling_seed").GetUInt64());
        Assert.Contains("estimated", run.Result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_as_large_as_the_interval_are_exact()
    {
        var run = await SampledRun.RunAsync(Interpreters.Newest, "sampled_of_every_kind", "--sampled=4K");

        // 300 blocks of 20,001 bytes, and little besides: their objects of 56 bytes and a list.
        const int exact = 300 * 20_001, besides = 300 * 57 + 2_600;
        Assert.InRange(run.Line("exact", "live_at_end_bytes").Value, exact, exact + 4 * besides);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Code_at_the_address_of_code_that_was_freed_keeps_its_own_name_and_lines(string python)
    {
        // Blocks as large as the interval are exact, and frees of small code objects pass unseen.
        var run = await SampledRun.RunAsync(python, "sampled_exec", "--sampled=64K");

        Assert.Equal("300\n", run.Result.Output);
        // A small object of the same line may be a sample, too, which stands for some 64 KiB: less than another's block.
        for (var number = 0; number < 300; number++)
            Assert.InRange(run.LiveAtEnd($"made-{number}", 2 + number % 7), 70_000 + number + 1, 139_999);
    }

    [Fact]
    public async Task Threads_and_a_forked_child_are_estimated()
    {
        var run = await SampledRun.RunAsync(Interpreters.Newest, "sampled_in_threads", "--sampled=32K");

        Assert.Equal("0\n", run.Result.Output);
        double kept = 5 * 400 * (10_000.0 + HeaderOf(Interpreters.Newest)), dropped = 5 * 400 * 50 * (1_000.0 + HeaderOf(Interpreters.Newest));
        var estimate = run.Line("kept", "live_at_end_bytes");
        Assert.InRange(estimate.ErrorsFrom(kept), 0, 5);
        Assert.InRange(run.Line("dropped", "allocated_bytes").ErrorsFrom(dropped), 0, 5);
        Assert.Equal(0, run.Line("dropped", "live_at_end_bytes").Value);
    }

    [Fact]
    public async Task Budget_is_kept_by_sampling_ever_more_rarely_and_every_figure_stays_right()
    {
        var run = await SampledRun.RunAsync(Interpreters.Newest, "known_amounts", "--overhead", "2%");

        var rates = run.Stats.GetProperty("sampling_rates").EnumerateArray().Select(rate => rate.GetProperty("interval_bytes").GetInt64()).ToList();
        Assert.Equal(1, rates[0]);
        Assert.True(rates.Count >= 2, "the budget was never passed");
        Assert.Equal(rates.Order(), rates);
        double small = 100.0 * 20_000 * (67 + HeaderOf(Interpreters.Newest)), large = 100.0 * 200 * (9_967 + HeaderOf(Interpreters.Newest));
        Assert.InRange(run.Line("large", "allocated_bytes").ErrorsFrom(large), 0, 6);
        Assert.InRange(run.Line("small", "allocated_bytes").ErrorsFrom(small), 0, 6);
        // Rounds that were recorded exactly were given back after sampling had begun: nothing of them may seem alive.
        Assert.InRange(run.Line("large", "live_at_end_bytes").Value, 0, 3 * large / 100 + 6 * run.Line("large", "live_at_end_bytes").StandardError);
        Assert.InRange(run.Line("small", "live_at_end_bytes").Value, 0, 3 * small / 100 + 6 * run.Line("small", "live_at_end_bytes").StandardError);
    }

    [Fact]
    public async Task What_profiling_costs_is_told()
    {
        var run = await SampledRun.RunAsync(Interpreters.Newest, "known_amounts", "--sampled=16K");

        Assert.InRange(run.Stats.GetProperty("hook_seconds").GetDouble(), 1e-6, run.Stats.GetProperty("program_cpu_seconds").GetDouble());
        Assert.InRange(run.Stats.GetProperty("estimated_slowdown").GetDouble(), 1.0001, 2);
        Assert.InRange(run.Stats.GetProperty("ring_bytes").GetInt64(), 4096, 8 << 20);
        Assert.InRange(run.Stats.GetProperty("collector_peak_bytes").GetInt64(), 1 << 20, 1 << 28);
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());
    }

    [Theory]
    [InlineData("--sampled=nonsense", "--sampled takes a size from 1K to 1024G, such as 512K or 2M, not 'nonsense'.")]
    [InlineData("--sampled=12", "--sampled takes a size from 1K to 1024G, such as 512K or 2M, not '12'.")]
    [InlineData("--overhead=-3", "--overhead takes a percentage above 0, such as 5%, not '-3'.")]
    public async Task Wrong_rates_are_refused_in_one_line(string option, string expected)
    {
        using var workplace = new Workplace();
        var result = await Mprof.RunAsync(["run", option, SourceTree.Target("known_amounts")], workplace.Folder);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
    }
}
