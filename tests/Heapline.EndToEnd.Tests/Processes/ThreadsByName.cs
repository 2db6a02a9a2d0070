using System.Text.Json;
using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Processes;

/// <summary>Threads have their names and their figures.</summary>
public sealed class ThreadsByName
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Sixty_four_at_once_lose_nothing(string python)
    {
        const string target = "threads/sixty_four_at_once";
        using var run = await TreeRun.StartAsync(python, target);
        Assert.Equal("16000\n", run.Result.Output);
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());
        var table = await run.AskAsync("table", "--through", $"sixty_four_at_once.py:{SourceTree.Line(target, "blocks")}");
        var rows = table.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("allocator").GetString() == "PyObject_Calloc").ToList();
        Assert.Equal(
            Enumerable.Range(0, 64).Select(number => ($"worker-{number}", 500L, 500L * (600 + number + HeaderOf(python)), 250L)).Order(),
            rows.Select(row => (row.GetProperty("thread_name").GetString()!, row.GetProperty("allocations").GetInt64(),
                row.GetProperty("allocated_bytes").GetInt64(), row.GetProperty("live_at_end_allocations").GetInt64())).Order());
        Assert.Contains(run.Threads, thread => thread.GetProperty("name").GetString() == "MainThread");
        var tree = await run.AskAsync("tree", "--split-threads");
        var roots = tree.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("parent").ValueKind == System.Text.Json.JsonValueKind.Null)
            .Select(node => node.GetProperty("function").GetString()).ToList();
        Assert.Equal(64, roots.Count(root => root!.StartsWith("thread worker-", StringComparison.Ordinal)));
        Assert.Contains("thread MainThread", roots);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task One_that_gets_the_stack_of_one_that_has_ended_is_another(string python)
    {
        const string target = "threads/one_after_the_other";
        using var run = await TreeRun.StartAsync(python, target);
        Assert.Equal("4000\n", run.Result.Output);
        var table = await run.AskAsync("table", "--through", $"one_after_the_other.py:{SourceTree.Line(target, "blocks")}");
        var rows = table.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("allocator").GetString() == "PyObject_Calloc").ToList();
        Assert.Equal(
            Enumerable.Range(0, 100).Select(number => ($"worker-{number}", 20L, 20L * (600 + number + HeaderOf(python)))).Append(("MainThread", 2_000L, 2_000L * (1_600 + HeaderOf(python)))).Order(),
            rows.Select(row => (row.GetProperty("thread_name").GetString()!, row.GetProperty("allocations").GetInt64(), row.GetProperty("live_at_end_bytes").GetInt64())).Order());
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task A_thread_is_known_by_its_last_name(string python)
    {
        using var run = await TreeRun.StartAsync(python, "threads/renamed");
        Assert.Equal(
            ["the-boss", "the-daemon", "the-loader", "was-ask", "was-renames_for_the_kernel / kernel-side"],
            run.Threads.Select(thread => thread.GetProperty("name").GetString()).Where(name => !name!.EndsWith(" (no Python)", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lines_tell_threads_apart()
    {
        const string target = "threads/sixty_four_at_once";
        using var run = await TreeRun.StartAsync(Interpreters.Newest, target);
        var line = SourceTree.Line(target, "blocks");
        var lines = (await run.AskAsync("lines", "--split-threads")).GetProperty("lines").EnumerateArray()
            .Where(row => row.GetProperty("line").GetInt32() == line && row.GetProperty("function").GetString() == "work").ToList();
        Assert.Equal(64, lines.Select(row => row.GetProperty("thread_name").GetString()).Distinct().Count());
        Assert.All(lines, row => Assert.InRange(row.GetProperty("allocations").GetInt64(), 500, 1_100)); // and its size as an int, and the list that grows
        var all = (await run.AskAsync("lines")).GetProperty("lines").EnumerateArray()
            .Single(row => row.GetProperty("line").GetInt32() == line && row.GetProperty("function").GetString() == "work");
        foreach (var figure in new[] { "allocations", "allocated_bytes", "live_at_end_bytes", "at_peak_bytes" })
            Assert.Equal(all.GetProperty(figure).GetInt64(), lines.Sum(row => row.GetProperty(figure).GetInt64()));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Daemons_end_where_they_are(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("threads/daemons_at_the_end")])).SeeNoDifference();

    [Fact]
    public async Task Threads_of_a_library_say_that_they_run_no_python()
    {
        var library = await NativeLibrary.BuildAsync("freed_at_thread_exit");
        using var run = await TreeRun.StartAsync(Interpreters.Newest, "threads_of_c", library);
        Assert.Contains(run.Threads, thread => thread.GetProperty("name").GetString()!.EndsWith(" (no Python)", StringComparison.Ordinal));
    }

    /// <summary>The two ends of what differs: how frames lie in memory.</summary>
    public static TheoryData<string> OldAndNew => ["3.8", Interpreters.Newest];

    [Theory, MemberData(nameof(OldAndNew))]
    public async Task Threads_without_Python_belong_to_the_call_that_made_them_if_that_was_seen(string python)
    {
        const string target = "threads/of_c_alone";
        var library = await NativeLibrary.BuildAsync("threads_of_its_own");
        using var run = await TreeRun.OfPythonAsync("/usr/bin/env", "OLDER_THREAD=1", $"LD_PRELOAD={library}", Interpreters.PathOf(python), SourceTree.Target(target), library);
        Assert.Equal("128000\n100\n200\n", run.Result.Output);
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());

        var rows = (await run.AskAsync("table", "--split-threads")).GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("allocator").GetString() == "malloc").ToList();
        long Size(JsonElement row) => row.GetProperty("allocated_bytes").GetInt64() / Math.Max(row.GetProperty("allocations").GetInt64(), 1);
        List<JsonElement> At(string mark) => [.. rows.Where(row => row.GetProperty("stack").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } top
            && top.GetProperty("line").GetInt32() == SourceTree.Line(target, mark) && top.GetProperty("file").GetString()!.EndsWith("/of_c_alone.py", StringComparison.Ordinal))];

        // Each of the crowd has a row of its own, all of them on the line that made them, nothing lost of any.
        Assert.Equal(
            Enumerable.Range(0, 64).Select(number => (2_000L, 2_000L * (4_000 + number), 0L)),
            At("crowd").Where(row => Size(row) is >= 4_000 and < 4_064)
                .Select(row => (row.GetProperty("allocations").GetInt64(), row.GetProperty("allocated_bytes").GetInt64(), row.GetProperty("live_at_end_bytes").GetInt64())).Order());
        var nested = Assert.Single(At("nested"), row => Size(row) == 9_001);
        Assert.Equal(100 * 9_001, nested.GetProperty("live_at_end_bytes").GetInt64());
        Assert.EndsWith(" (no Python)", nested.GetProperty("thread_name").GetString(), StringComparison.Ordinal);
        // Who made this one was not seen: it belongs to no line, not even to the one that woke it.
        var older = Assert.Single(rows, row => Size(row) == 7_001);
        Assert.Equal(0, older.GetProperty("stack").GetArrayLength());
        Assert.Equal(200 * 7_001, older.GetProperty("live_at_end_bytes").GetInt64());
        Assert.Equal("older (no Python)", older.GetProperty("thread_name").GetString());
    }
}
