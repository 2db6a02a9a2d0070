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
}
