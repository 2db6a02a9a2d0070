using System.Text.Json;
using Xunit;

namespace Heapline.EndToEnd.Tests.Decorator;

/// <summary>What decorated functions report on standard output is in the capture, too.</summary>
public sealed class LinesInTheCapture
{
    public static TheoryData<string> Pythons => Interpreters.All();

    public static TheoryData<string> WaysToStart => ["fork", "spawn"];

    [Theory, MemberData(nameof(Pythons))]
    public async Task The_report_can_be_printed_again_byte_by_byte(string python)
    {
        using var workplace = new Workplace();
        var run = await RunAsync(workplace, [Interpreters.PathOf(python), SourceTree.Target("decorated_builtin")]);
        Assert.Equal(0, run.ExitCode);
        var again = await Mprof.RunAsync(["lines", "--decorated"], workplace.Folder);
        Assert.StartsWith("Filename: ", again.Output, StringComparison.Ordinal);
        Assert.EndsWith(again.Output, run.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(WaysToStart))]
    public async Task Each_process_has_its_own_lines_and_a_fork_none_of_its_parents(string way)
    {
        using var workplace = new Workplace();
        var run = await RunAsync(workplace, [Interpreters.PathOf(Interpreters.Newest), SourceTree.Target("decorated_workers"), way]);
        Assert.True(run.ExitCode == 0, run.ToString());
        var functions = await FunctionsAsync(workplace);
        Assert.All(functions, function => Assert.Equal("work", function.GetProperty("function").GetString()));
        Assert.Equal(3, functions.Select(function => function.GetProperty("pid").GetInt32()).Distinct().Count());
        Assert.Equal([2, 1, 1], functions.Select(function => Occurrences(function, "kept = ")));
        Assert.All(functions, function => Assert.InRange(Row(function, "kept = ").GetProperty("increment_bytes").GetInt64(), 1 << 19, 3 << 20));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task A_program_that_is_killed_leaves_the_lines_of_calls_that_ended_and_of_those_that_ran(string python)
    {
        using var workplace = new Workplace();
        var run = await RunAsync(workplace, [Interpreters.PathOf(python), SourceTree.Target("decorated_and_killed")]);
        Assert.Equal(128 + 9, run.ExitCode);
        var functions = await FunctionsAsync(workplace);
        var ended = Assert.Single(functions, function => function.GetProperty("function").GetString() == "ended");
        Assert.True(Occurrences(ended, "return") >= 1);
        // Without a global lock nobody meets ticks, and what runs is told of when it ends.
        if (Interpreters.IsFreeThreaded(python))
            return;
        var running = Assert.Single(functions, function => function.GetProperty("function").GetString() == "running");
        Assert.Equal(1, Occurrences(running, "kept = ended()"));
        Assert.True(Occurrences(running, "while") > 100);
    }

    [Fact]
    public async Task What_has_no_lines_says_what_to_do_and_what_does_not_apply_is_refused()
    {
        using var workplace = new Workplace();
        var run = await RunAsync(workplace, ["--time", Interpreters.PathOf(Interpreters.Newest), SourceTree.Target("decorated_builtin")]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("decorate one with @profile", (await Mprof.RunAsync(["lines", "--decorated"], workplace.Folder)).Output, StringComparison.Ordinal);
        Assert.Empty(await FunctionsAsync(workplace));
        var refused = await Mprof.RunAsync(["lines", "--decorated", "--limit", "3"], workplace.Folder);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("do not go with --decorated", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandResult> RunAsync(Workplace workplace, string[] program) =>
        Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), .. program], workplace.Folder);

    private static async Task<List<JsonElement>> FunctionsAsync(Workplace workplace)
    {
        var answer = await Mprof.RunAsync(["lines", "--decorated", "--json"], workplace.Folder);
        Assert.True(answer.ExitCode == 0, answer.ToString());
        return [.. JsonDocument.Parse(answer.Output).RootElement.GetProperty("functions").EnumerateArray()];
    }

    private static JsonElement Row(JsonElement function, string text) => Assert.Single(
        function.GetProperty("lines").EnumerateArray(), line => line.GetProperty("source").GetString()!.TrimStart().StartsWith(text, StringComparison.Ordinal));

    private static long Occurrences(JsonElement function, string text) => Row(function, text).GetProperty("occurrences").GetInt64();
}
