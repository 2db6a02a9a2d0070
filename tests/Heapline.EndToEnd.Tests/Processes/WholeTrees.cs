using System.Globalization;
using System.Text.Json;
using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Processes;

/// <summary>One capture has all processes of a run, however they came to be, each with its name and its figures.</summary>
public sealed class WholeTrees
{
    public static TheoryData<string> Ways => ["fork", "spawn", "forkserver"];

    /// <summary>The two ends of what differs: fork handlers of subprocess, and how frames lie in memory.</summary>
    public static TheoryData<string> OldAndNew => [.. Interpreters.Among("3.8", Interpreters.Newest)];

    [Theory, MemberData(nameof(OldAndNew))]
    public async Task A_fork_has_its_parents_blocks_and_gives_them_back(string python)
    {
        const string target = "processes/fork_gives_back_its_parents";
        using var run = await TreeRun.StartAsync(python, target);
        var child = run.Processes.Single(process => process.GetProperty("kind").GetString() == "fork");
        Assert.Equal(run.Result.Output.Trim(), child.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture));
        long inherited = child.GetProperty("inherited_bytes").GetInt64(), left = child.GetProperty("inherited_at_end_bytes").GetInt64();
        Assert.InRange(inherited, 1_000 * (5_000 + HeaderOf(python)), 40_000_000);
        // 400 and then 300 of the rest, all of which the parent had still at the fork.
        Assert.InRange(inherited - left, 700 * (5_000 + HeaderOf(python)), 700 * (5_000 + HeaderOf(python)) + 100_000);

        var pid = child.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture);
        var ofChild = await run.LineAsync(target, "base", "--process", pid);
        Assert.InRange(ofChild.LiveBytes, 300 * (5_000 + HeaderOf(python)), 300 * (5_000 + HeaderOf(python)) + 20_000);
        var own = await run.LineAsync(target, "own", "--process", pid);
        Assert.InRange(own.LiveBytes, 100 * (7_000 + HeaderOf(python)), 100 * (7_000 + HeaderOf(python)) + 5_000);
        // In the figures of all processes each block counts once: with the parent.
        var ofAll = await run.LineAsync(target, "base");
        Assert.InRange(ofAll.AllocatedBytes, 1_000 * (5_000 + HeaderOf(python)), 1_000 * (5_000 + HeaderOf(python)) + 200_000);
        Assert.InRange(ofAll.LiveBytes, 700 * (5_000 + HeaderOf(python)), 700 * (5_000 + HeaderOf(python)) + 20_000);
    }

    /// <summary>Such a child has a process of its own and its parent's memory: what it writes must never come into its parent's event buffer.</summary>
    [Theory, MemberData(nameof(OldAndNew))]
    public async Task A_fork_behind_every_back_changes_nothing_of_its_parents(string python)
    {
        const string target = "processes/forks_behind_every_back";
        using var run = await TreeRun.StartAsync(python, target);
        Assert.Equal("100 200\n", run.Result.Output);
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());
        var (bytes, blocks, _, _) = await run.LineAsync(target, "kept");
        Assert.InRange(bytes, 20 * 200 * (3_000 + HeaderOf(python)), 20 * 200 * (3_000 + HeaderOf(python) + 80)); // and the list that grows
        Assert.InRange(blocks, 20 * 200 * 2, 20 * 200 * 2 + 500);
    }

    [Fact]
    public async Task Four_workers_that_die_and_come_back_a_hundred_times()
    {
        const string target = "processes/pool_that_dies_and_comes_back";
        using var run = await TreeRun.StartAsync(Interpreters.Newest, target);
        Assert.Equal("20000\n", run.Result.Output);
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());
        var workers = run.Processes.Where(process => process.GetProperty("name").GetString()!.StartsWith("ForkPoolWorker-", StringComparison.Ordinal)).ToList();
        Assert.InRange(workers.Count, 400, 408);
        Assert.Equal(workers.Count, workers.Select(worker => worker.GetProperty("name").GetString()).Distinct().Count());
        var main = run.Processes[0];
        Assert.Equal("pool_that_dies_and_comes_back.py", main.GetProperty("name").GetString());
        Assert.All(workers, worker =>
        {
            Assert.Equal(main.GetProperty("pid").GetInt32(), worker.GetProperty("parent_pid").GetInt32());
            Assert.InRange(worker.GetProperty("end_seconds").GetDecimal(), worker.GetProperty("start_seconds").GetDecimal(), run.Stats.GetProperty("duration_seconds").GetDecimal());
        });
        // 50 blocks a task of 1,000, 1,001 and 1,002 bytes in turn.
        var blocks = await run.AskAsync("table", "--through", $"pool_that_dies_and_comes_back.py:{SourceTree.Line(target, "blocks")}");
        var calloc = blocks.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("allocator").GetString() == "PyObject_Calloc").ToList();
        Assert.Equal(20_000, calloc.Sum(row => row.GetProperty("allocations").GetInt64()));
        Assert.Equal(50 * (400L * (1_000 + HeaderOf(Interpreters.Newest)) + 133 * 1 + 133 * 2), calloc.Sum(row => row.GetProperty("allocated_bytes").GetInt64()));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Multiprocessing_names_its_process(string way)
    {
        const string target = "processes/named_processes";
        using var run = await TreeRun.StartAsync("3.11", target, way);
        var baker = run.Process("the-baker");
        Assert.Equal(run.Result.Output, $"{baker.GetProperty("pid").GetInt32()} 0\n");
        Assert.Equal(way == "spawn" ? "python" : "fork", baker.GetProperty("kind").GetString());
        Assert.InRange((await run.LineAsync(target, "blocks", "--process", "the-baker")).AllocatedBytes, 100 * (3_000 + HeaderOf("3.11")), 100 * (3_000 + HeaderOf("3.11")) + 10_000);
        if (way == "forkserver")
            Assert.Equal(run.Process("fork server").GetProperty("pid").GetInt32(), baker.GetProperty("parent_pid").GetInt32());
    }

    [Fact]
    public async Task Executors_of_concurrent_futures()
    {
        const string target = "processes/executors";
        using var run = await TreeRun.StartAsync(Interpreters.Newest, target);
        Assert.Equal("12000000\n", run.Result.Output);
        Assert.InRange((await run.LineAsync(target, "blocks")).AllocatedBytes, 6 * (2_000_000L + HeaderOf(Interpreters.Newest)), 6 * (2_000_000L + HeaderOf(Interpreters.Newest)) + 5_000);
        Assert.Contains(run.Processes, process => process.GetProperty("name").GetString()!.Contains("Process-", StringComparison.Ordinal));
        var main = run.Processes[0].GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(0, (await run.LineAsync(target, "blocks", "--process", main)).AllocatedBytes);
    }

    [Fact]
    public async Task Python_by_subprocess_and_a_program_that_is_none()
    {
        const string target = "processes/subprocesses";
        using var run = await TreeRun.OfCommandUntilAsync((mprof, over) => Seen.ProcessesAsync(mprof, "sleep", 1, over), [], Interpreters.PathOf(Interpreters.Newest), SourceTree.Target(target));
        var pids = run.Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var python = run.Processes.Single(process => process.GetProperty("command").GetString()!.EndsWith(" child", StringComparison.Ordinal));
        Assert.Equal(pids[1], python.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture));
        Assert.Equal("subprocesses.py", python.GetProperty("name").GetString());
        Assert.InRange((await run.LineAsync(target, "child", "--process", pids[1])).LiveBytes, 200 * (4_000 + HeaderOf(Interpreters.Newest)), 200 * (4_000 + HeaderOf(Interpreters.Newest)) + 10_000);
        var sleep = run.Process("sleep");
        Assert.Equal("program", sleep.GetProperty("kind").GetString());
        Assert.Equal(pids[0], sleep.GetProperty("parent_pid").GetInt32().ToString(CultureInfo.InvariantCulture));
        Assert.True(sleep.GetProperty("peak_rss_bytes").GetInt64() > 0);
        Assert.Equal(0, sleep.GetProperty("allocations").GetInt64());
    }

    [Fact]
    public async Task Workers_of_joblib()
    {
        const string target = "processes/joblib_workers";
        using var run = await TreeRun.StartAsync("system", target);
        Assert.Equal("6000000\n", run.Result.Output);
        Assert.InRange((await run.LineAsync(target, "blocks")).AllocatedBytes, 4 * (1_500_000L + HeaderOf("system")), 4 * (1_500_000L + HeaderOf("system")) + 5_000);
        Assert.Contains(run.Processes, process => process.GetProperty("name").GetString()!.StartsWith("LokyProcess-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Workers_of_gunicorn()
    {
        using var run = await TreeRun.StartAsync("system", "processes/serves_ten_requests");
        Assert.Equal("0\n", run.Result.Output);
        var blocks = await run.LineAsync("processes/served", "blocks");
        Assert.InRange(blocks.AllocatedBytes, 10 * (100_000L + HeaderOf("system")), 10 * (100_000L + HeaderOf("system")) + 5_000);
        var master = run.Processes.Single(process => process.GetProperty("kind").GetString() == "python" && process.GetProperty("command").GetString()!.Contains("gunicorn", StringComparison.Ordinal));
        var workers = run.Processes.Where(process => process.GetProperty("parent_pid").GetInt32() == master.GetProperty("pid").GetInt32()).ToList();
        Assert.Equal(2, workers.Count(worker => worker.GetProperty("kind").GetString() == "fork" && worker.GetProperty("inherited_bytes").GetInt64() > 1_000_000));
    }

    [Fact]
    public async Task What_all_have_together_and_who_most_of_it()
    {
        using var run = await TreeRun.StartAsync(Interpreters.Newest, "processes/executors");
        var heap = run.Stats.GetProperty("peak_heap_of_all");
        Assert.Equal(heap.GetProperty("bytes").GetInt64(), heap.GetProperty("processes").EnumerateArray().Sum(part => part.GetProperty("bytes").GetInt64()));
        Assert.True(heap.GetProperty("bytes").GetInt64() >= run.Stats.GetProperty("peak_heap_bytes").GetInt64());
        var pss = run.Stats.GetProperty("peak_pss_of_all");
        Assert.InRange(pss.GetProperty("bytes").GetInt64(), 1_000_000, run.Stats.GetProperty("peak_rss_bytes").GetInt64());
        // What mprof run says at once, from what it kept, to three digits.
        var said = System.Text.RegularExpressions.Regex.Match(run.Result.Errors, @"^mprof: together heap ([\d.]+) MiB, PSS ([\d.]+) MiB at most$", System.Text.RegularExpressions.RegexOptions.Multiline);
        Assert.Equal(heap.GetProperty("bytes").GetInt64() / 1048576.0, double.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture), 0.006 * heap.GetProperty("bytes").GetInt64() / 1048576);
        Assert.Equal(pss.GetProperty("bytes").GetInt64() / 1048576.0, double.Parse(said.Groups[2].Value, CultureInfo.InvariantCulture), 0.006 * pss.GetProperty("bytes").GetInt64() / 1048576);
        var none = await Mprof.RunAsync(["stats", "--process", "no-such-process", "nothing.mprofile"], Path.GetTempPath());
        Assert.Equal(2, none.ExitCode);
    }

    [Theory, MemberData(nameof(OldAndNew))]
    public async Task Forks_that_are_over_before_anybody_looks_have_their_resident_memory(string python)
    {
        using var run = await TreeRun.StartAsync(python, "processes/children_over_at_once");
        var forks = run.Processes.Where(process => process.GetProperty("kind").GetString() == "fork").ToList();
        Assert.Equal(20, forks.Count);
        Assert.All(forks, fork => Assert.InRange(fork.GetProperty("peak_rss_bytes").GetInt64(), 30 << 20, 80 << 20));
    }

    [Fact]
    public async Task Pages_that_forks_share_count_once_and_each_block_with_who_took_it()
    {
        const long Shared = 64 << 20, Own = 32 << 20, Room = 8 << 20;
        static long Peak(JsonElement stats) => stats.TryGetProperty("peak_pss_of_all", out var peak) ? peak.GetProperty("bytes").GetInt64() : 0;
        using var run = await TreeRun.UntilAsync(Interpreters.Newest, "processes/forks_share_pages", stats => Peak(stats) >= Shared + Own);
        var answer = run.Result.Output.Trim().Split(' ');
        Assert.Equal("0", answer[1]);
        var (parent, hungry) = (run.Processes[0].GetProperty("pid").GetInt32(), int.Parse(answer[0], CultureInfo.InvariantCulture));
        var forks = run.Processes.Skip(1).ToList();
        Assert.Equal(3, forks.Count);
        Assert.All(forks, fork => Assert.Equal((parent, "fork"), (fork.GetProperty("parent_pid").GetInt32(), fork.GetProperty("kind").GetString())));
        // Each has all of it resident, and has its place on the one time axis.
        Assert.All(run.Processes, process => Assert.True(process.GetProperty("peak_rss_bytes").GetInt64() > Shared, process.ToString()));
        Assert.True(run.Processes.Max(process => process.GetProperty("start_seconds").GetDecimal()) < run.Processes.Min(process => process.GetProperty("end_seconds").GetDecimal()));
        Assert.InRange(Peak(run.Stats), Shared + Own, Shared + Own + 4 * Room);

        var heap = run.Stats.GetProperty("peak_heap_of_all");
        Assert.InRange(heap.GetProperty("bytes").GetInt64(), Shared + Own, Shared + Own + Room);
        var parts = heap.GetProperty("processes").EnumerateArray().ToDictionary(part => part.GetProperty("pid").GetInt32(), part => part.GetProperty("bytes").GetInt64());
        Assert.InRange(parts[parent], Shared, Shared + Room);
        Assert.InRange(parts[hungry], Own, Own + Room);
    }

    [Fact]
    public async Task The_curve_alone_of_any_program_and_its_children()
    {
        using var run = await TreeRun.OfCommandUntilAsync(
            (mprof, over) => Seen.ProcessesAsync(mprof, "sleep", 2, over), ["--time"], "sh", "-c", "sleep 600 & first=$!; sleep 600 & read line; kill $first $!; wait; true");
        Assert.Equal("time", run.Stats.GetProperty("mode").GetString());
        Assert.Equal(0, run.Result.ExitCode);
        Assert.Equal("sh", run.Processes[0].GetProperty("name").GetString());
        Assert.Equal(2, run.Processes.Count(process => process.GetProperty("name").GetString() == "sleep"));
        Assert.All(run.Processes, process => Assert.True(process.GetProperty("peak_rss_bytes").GetInt64() > 0, process.ToString()));
    }

    /// <summary>Such as pyenv's: what it asks before is seen, and is not the program's.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_script_that_stands_for_python_leaves_nothing_of_its_own(bool curveAlone)
    {
        var python = Interpreters.PathOf(Interpreters.Newest);
        using var run = await TreeRun.OfCommandUntilAsync(
            async (mprof, over) =>
            {
                // That Python has come in mprof notices by itself: it looks five times a second at the least.
                await Seen.ProcessesAsync(mprof, Path.GetFileName(python), 1, over);
                await Seen.RoundsAsync(mprof, 60, over);
            },
            curveAlone ? ["--time"] : [], "sh", "-c", "asked=$(sleep 0.2; uname); exec \"$@\"", "sh", python, "-c", "import sys; sys.stdin.read()");
        Assert.Equal(0, run.Result.ExitCode);
        Assert.Single(run.Processes);
        Assert.Contains("1 process,", run.Result.Errors, StringComparison.Ordinal);
    }
}
