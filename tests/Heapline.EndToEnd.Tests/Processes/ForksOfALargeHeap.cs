using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Heapline.EndToEnd.Tests.Processes;

/// <summary>Forks are many, their parent is large, and most of them are over at once: each has its own figures all the same, and none costs a copy of its parent's.</summary>
public sealed class ForksOfALargeHeap
{
    private const string Target = "processes/forks_of_a_large_heap";
    private const int MiB = 1 << 20, Forks = 40;

    /// <summary>Python, MiB of the parent, forks at a time.</summary>
    public static TheoryData<string, int, int> Families => new() { { Interpreters.Newest, 100, 20 }, { Interpreters.Newest, 20, 1 }, { "3.8", 20, 4 } };

    [Theory, MemberData(nameof(Families))]
    public async Task Each_child_has_what_it_made_and_gave_back(string python, int size, int atOnce)
    {
        using var run = await TreeRun.StartAsync(python, Target, Text(size), Text(Forks), Text(atOnce));

        var (small, large) = ((long)size * MiB / 2 / 100, size / 2L);
        var header = ObjectSizes.HeaderOf(python);
        var smallBytes = 67 + header;
        var told = run.Result.Output.Split('\n');
        Assert.Equal($"{small} {large} 0", told[0]);
        var pids = told[1].Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(0, run.Stats.GetProperty("lost_events").GetInt64());
        var children = run.Processes.Where(process => process.GetProperty("kind").GetString() == "fork").ToDictionary(child => child.GetProperty("pid").GetInt32());
        Assert.Equal(pids.Order(), children.Keys.Order());
        // Even of those that were over before anybody could look at them.
        Assert.All(children.Values, child => Assert.Equal("forks_of_a_large_heap.py", child.GetProperty("name").GetString()));
        for (var number = 0; number < Forks; number++)
        {
            var rows = await RowsAsync(run, pids[number]);
            Assert.Equal(((small - 100 - number) * smallBytes, small - 100 - number), Alive(rows, "small", "PyObject_Calloc"));
            Assert.Equal((500 * (300L + header), 500), Alive(rows, number < atOnce ? "first" : "next", "PyObject_Calloc"));
            Assert.Equal(((40L + number) * (3_000 + header), 40 + number), Alive(rows, "own", "PyObject_Calloc"));
            // And perhaps the list object itself.
            var (bytes, blocks) = Alive(rows, "large", "PyObject_Malloc");
            Assert.InRange(bytes, (large - number % 3) * (MiB + header), (large - number % 3) * (MiB + header) + 200);
            Assert.InRange(blocks, large - number % 3, large - number % 3 + 2);
        }
        // In the figures of all each block counts once.
        Assert.Equal((small * smallBytes, small), Alive(await RowsAsync(run, null), "small", "PyObject_Calloc"));
    }

    /// <summary>A copy of this parent's half a million blocks takes 4.7 MB or more: twenty at a time would be 94.</summary>
    [Fact]
    public async Task The_collector_holds_no_copy_for_a_child()
    {
        using var run = await TreeRun.StartAsync(Interpreters.Newest, Target, "100", Text(Forks), "20");
        Assert.InRange(run.Stats.GetProperty("collector_peak_bytes").GetInt64(), 10L * MiB, 80L * MiB);
    }

    private static async Task<List<JsonElement>> RowsAsync(TreeRun run, int? pid)
    {
        string[] one = pid is { } known ? ["--process", Text(known)] : [];
        return [.. (await run.AskAsync("table", ["--through", "forks_of_a_large_heap.py", .. one])).GetProperty("rows").EnumerateArray()];
    }

    private static (long Bytes, long Blocks) Alive(List<JsonElement> rows, string mark, string allocator)
    {
        var line = SourceTree.Line(Target, mark);
        var found = rows.Where(row => row.GetProperty("allocator").GetString() == allocator && row.GetProperty("stack").EnumerateArray().Last().GetProperty("line").GetInt32() == line).ToList();
        return (found.Sum(row => row.GetProperty("live_at_end_bytes").GetInt64()), found.Sum(row => row.GetProperty("live_at_end_allocations").GetInt64()));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
