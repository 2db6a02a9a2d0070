using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>What the agent remembers of a call stack, against the stack itself.</summary>
public sealed class CallStacks
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task A_remembered_stack_is_the_stack_that_a_whole_walk_finds(string python)
    {
        var fast = await TableAsync(python, new Dictionary<string, string>());
        var whole = await TableAsync(python, new Dictionary<string, string> { ["HEAPLINE_WHOLE_WALKS"] = "1" });
        Assert.True(fast.Count > 5_000, $"only {fast.Count} rows");
        Assert.Equal(whole.Values.Sum(), fast.Values.Sum());
        var differing = whole.Keys.Union(fast.Keys).Where(row => whole.GetValueOrDefault(row) != fast.GetValueOrDefault(row)).Take(5);
        Assert.Empty(differing.Select(row => $"{row}: {fast.GetValueOrDefault(row)}, truly {whole.GetValueOrDefault(row)}"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Interpreters_of_their_own_disturb_nobody(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "interpreters_of_their_own");
        Assert.Equal("", run.Result.Output);
        Assert.DoesNotContain("not recorded", run.Result.Errors, StringComparison.Ordinal);
        Assert.Equal(new Amount(20_000 * (1_000 + HeaderOf(python)), 20_000), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
    }

    private static async Task<Dictionary<string, long>> TableAsync(string python, IReadOnlyDictionary<string, string> environment)
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var result = await Mprof.RunAsync(
            ["run", "-o", capture, Interpreters.PathOf(python), SourceTree.Target("stacks_of_every_kind")], workplace.Folder,
            environment: new Dictionary<string, string>(environment) { ["PYTHONHASHSEED"] = "0" });
        Assert.True(result.ExitCode == 0, result.ToString());
        var reports = await Reports.ReadAsync(capture, through: null);
        // A WeakSet hashes objects by their addresses, which differ from run to run, and so does when it grows.
        return reports.Rows.Where(row => !row.Stack.Any(frame => frame.File.EndsWith("_weakrefset.py", StringComparison.Ordinal)))
            .GroupBy(row => row.Allocator + " " + string.Join(" > ", row.Stack.Select(frame => $"{frame.Function}:{frame.Line}")))
            .ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Figures.Allocated.Blocks));
    }
}
