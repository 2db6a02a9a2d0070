using System.Text.RegularExpressions;
using Xunit;

namespace Heapline.EndToEnd.Tests.Undisturbed;

/// <summary>What mprof writes at a terminal, and where it cannot write at all.</summary>
public sealed partial class ItsTerminal
{
    private static readonly Dictionary<string, string> s_terminal = new() { ["TERM"] = "xterm-256color" };

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex ColourOrWeight { get; }

    /// <summary>Nothing that sets the terminal up for reading keys (<c>ESC [?1h ESC =</c>) above all: whoever uses it next would have other cursor keys.</summary>
    [Fact]
    public async Task Words_and_colours_are_all_that_it_gets()
    {
        using var workplace = new Workplace();
        (string[] Arguments, int ExitCode, bool IsColoured)[] cases =
        [
            (["run", Interpreters.PathOf(Interpreters.Newest), SourceTree.Target("list_that_grows")], 0, true),
            (["stats"], 0, true), (["plot"], 0, true), (["lines"], 0, true), (["list"], 0, false),
            (["--version"], 0, false), (["--help"], 0, false), (["run", "--help"], 0, false),
            (["lines", "nothing.mprofile"], 2, false), (["no-such-verb"], 1, false), (["run", "no-such-program"], 2, false),
        ];
        foreach (var (arguments, exitCode, isColoured) in cases)
        {
            var result = await OnTerminalAsync(workplace, 100, arguments);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.Equal(isColoured, ColourOrWeight.IsMatch(result.Output));
            var words = ColourOrWeight.Replace(result.Output, "");
            Assert.NotEqual("", words.Trim());
            Assert.DoesNotContain('\x1b', words);
        }
    }

    [Fact]
    public async Task Reports_are_as_wide_as_it_is()
    {
        using var workplace = new Workplace();
        await OnTerminalAsync(workplace, 80, "run", Interpreters.PathOf(Interpreters.Newest), SourceTree.Target("list_that_grows"));
        foreach (var columns in (int[])[60, 120])
        {
            var plot = ColourOrWeight.Replace((await OnTerminalAsync(workplace, columns, "plot")).Output, "");
            Assert.InRange(plot.Split('\n').Max(line => line.Length), columns - 5, columns);
        }
    }

    [Fact]
    public async Task Complaints_that_nobody_can_get_change_no_exit_code()
    {
        using var workplace = new Workplace();
        Assert.Equal(1, await ExitCodeAsync("no-such-verb 2>/dev/full"));
        Assert.Equal(2, await ExitCodeAsync("lines nothing.mprofile 2</dev/null"));
        Assert.Equal(3, await ExitCodeAsync("run /bin/sh -c 'exit 3' 2>/dev/full"));
        Assert.Equal(2, await ExitCodeAsync("stats >/dev/full"));

        async Task<int> ExitCodeAsync(string words) => (await Command.RunAsync("/bin/sh", ["-c", $"'{Mprof.Program}' {words}"], workplace.Folder)).ExitCode;
    }

    /// <summary>A file that several write to one after the other, through one descriptor.</summary>
    [Fact]
    public async Task Others_go_on_behind_what_it_wrote()
    {
        using var workplace = new Workplace();
        var result = await Command.RunAsync("/bin/sh", ["-c", $"(echo one; '{Mprof.Program}' --version; '{Mprof.Program}' no-such-verb; echo two) >out 2>&1"], workplace.Folder);
        Assert.Equal(0, result.ExitCode);
        var lines = await File.ReadAllLinesAsync(workplace.File("out"), TestContext.Current.CancellationToken);
        Assert.Equal(("one", "two"), (lines[0], lines[^1]));
        Assert.Matches(@"^\d+\.\d+\.\d+$", lines[1]);
        Assert.Equal("mprof: there is no verb no-such-verb", lines[^2]);
    }

    private static Task<CommandResult> OnTerminalAsync(Workplace workplace, int columns, params string[] arguments) => Command.RunAsync(
        "/usr/bin/python3", [SourceTree.Target("drivers/on_a_terminal"), $"{columns}", Mprof.Program, .. arguments], workplace.Folder, environment: s_terminal);
}
