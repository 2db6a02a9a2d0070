using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>Completions, in the shells themselves.</summary>
public sealed class Completions
{
    private static readonly string[] s_shells = ["bash", "zsh", "fish"];

    public static TheoryData<string> Shells() => [.. s_shells];

    [Theory, MemberData(nameof(Shells))]
    public async Task Every_verb_of_the_help_is_completed(string shell)
    {
        using var workplace = new Workplace();
        var help = await Mprof.RunAsync(["--help"], workplace.Folder);
        var verbs = help.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains(", ", StringComparison.Ordinal) && !line.Contains("mprof", StringComparison.Ordinal))
            .SelectMany(line => line.Trim().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Skip(1)).ToList();
        Assert.Contains("run", verbs);
        Assert.Empty(verbs.Except(await CompleteAsync(shell, workplace, "")));
        Assert.Equal(["lines", "list"], (await CompleteAsync(shell, workplace, "li")).Order(StringComparer.Ordinal).ToArray()[..2]);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Options_and_their_words_are_completed(string shell)
    {
        using var workplace = new Workplace();
        Assert.Equal(["--limit"], await CompleteAsync(shell, workplace, "lines", "--lim"));
        Assert.Contains("allocated", await CompleteAsync(shell, workplace, "lines", "--sort", ""));
        Assert.Equal(["bash", "fish", "zsh"], (await CompleteAsync(shell, workplace, "completion", "")).Intersect(s_shells).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("fish")]
    public async Task Captures_are_completed(string shell)
    {
        using var workplace = new Workplace();
        workplace.Write("one.mprofile", "");
        workplace.Write("one.txt", "");
        var completed = await CompleteAsync(shell, workplace, "stats", "one");
        Assert.Contains("one.mprofile", completed);
    }

    [Fact]
    public async Task Another_shell_is_refused_with_what_there_is()
    {
        using var workplace = new Workplace();
        var answer = await Mprof.RunAsync(["completion", "tcsh"], workplace.Folder);
        Assert.Equal((2, "mprof: there are completions for bash, zsh and fish, not for tcsh\n"), (answer.ExitCode, answer.Errors));
    }

    [Fact]
    public async Task The_manual_page_is_read_by_man_without_a_complaint_and_has_every_verb()
    {
        using var workplace = new Workplace();
        var page = await Mprof.RunAsync(["manual"], workplace.Folder);
        var path = workplace.Write("mprof.1", page.Output);
        var shown = await Command.RunAsync("man", ["--warnings", "-l", path], workplace.Folder, environment: new Dictionary<string, string> { ["MANWIDTH"] = "80" });
        Assert.True(shown is { ExitCode: 0, Errors: "" }, shown.ToString());
        Assert.All(shown.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        foreach (var verb in new[] { "RUN", "LINES", "DOCTOR" })
            Assert.Contains($"MPROF {verb}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("--exit-code", shown.Output, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> CompleteAsync(string shell, Workplace workplace, params string[] words)
    {
        var script = await Mprof.RunAsync(["completion", shell], workplace.Folder);
        Assert.Equal(0, script.ExitCode);
        var path = workplace.Write("completions", script.Output);
        var line = string.Join(' ', words.Select(word => $"'{word}'"));
        // zsh completes only where somebody types; so what the function offers is taken down where zsh would take it.
        string[] arguments = shell switch
        {
            "bash" => ["-c", $"source {path}; COMP_WORDS=(mprof {line}); COMP_CWORD={words.Length}; _mprof; printf '%s\\n' \"${{COMPREPLY[@]}}\""],
            "zsh" => ["-f", "-c", $"compdef() {{ }}; compadd() {{ shift; for w in \"$@\"; do [[ $w == ${{words[CURRENT]}}* ]] && print -r -- $w; done; true }}; source {path}; words=(mprof {line}); CURRENT={words.Length + 1}; _mprof"],
            _ => ["--no-config", "-c", $"source {path}; complete -C 'mprof {string.Join(' ', words)}'"],
        };
        var completed = await Command.RunAsync(shell, arguments, workplace.Folder);
        Assert.True(completed is { ExitCode: 0, Errors: "" }, completed.ToString());
        return [.. completed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\t')[0])];
    }
}
