using Xunit;

namespace Heapline.EndToEnd.Tests.Errors;

/// <summary>What is asked wrongly is answered by one line on standard error and exit code 2.</summary>
public sealed class OneClearLine
{
    public static TheoryData<string> Strangers => Interpreters.Unsupported();

    [Fact]
    public async Task Script_that_is_not_there() =>
        await IsRefusedAsync("no_such_script.py", "run", "no_such_script.py");

    [Fact]
    public async Task Script_that_is_a_folder()
    {
        using var workplace = new Workplace();
        Directory.CreateDirectory(workplace.File("folder.py"));
        Check(await RunAsync(workplace, "run", "folder.py"), "folder.py");
    }

    [Fact]
    public async Task Program_that_is_not_there() =>
        await IsRefusedAsync("/no/such/program", "run", "/no/such/program", "argument");

    [Fact]
    public async Task No_python_on_the_path()
    {
        using var workplace = new Workplace();
        var script = workplace.Write("script.py", "print('ran')\n");
        var answer = await Mprof.RunAsync(["run", script], workplace.Folder, environment: new Dictionary<string, string> { ["PATH"] = workplace.Folder });
        Check(answer, "python3");
    }

    [Theory, MemberData(nameof(Strangers))]
    public async Task Python_that_is_not_supported_names_those_that_are(string python)
    {
        using var workplace = new Workplace();
        var script = workplace.Write("script.py", "print('ran')\n");
        Directory.CreateDirectory(workplace.File("bin"));
        File.CreateSymbolicLink(workplace.File("bin/python3"), Interpreters.PathOf(python));
        var answer = await Mprof.RunAsync(["run", script], workplace.Folder, environment: new Dictionary<string, string> { ["PATH"] = workplace.File("bin") });
        Check(answer, python);
        Assert.Contains("3.8", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("3.14", answer.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Strangers))]
    public async Task Python_that_is_not_supported_is_refused_by_its_path_too(string python)
    {
        using var workplace = new Workplace();
        var script = workplace.Write("script.py", "print('ran')\n");
        var answer = await RunAsync(workplace, "run", Interpreters.PathOf(python), script);
        Check(answer, python);
        Assert.Contains("3.8–3.14", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_that_cannot_be_written_is_said_before_the_program_starts()
    {
        using var workplace = new Workplace();
        var script = workplace.Write("script.py", "open('trace', 'w').close()\n");
        Check(await RunAsync(workplace, "run", "-o", "no/such/folder/x.mprofile", Interpreters.PathOf(Interpreters.Newest), script), "no/such/folder");
        Assert.False(File.Exists(workplace.File("trace")));
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("lines")]
    [InlineData("summary")]
    [InlineData("tree")]
    [InlineData("table")]
    [InlineData("plot")]
    public async Task Capture_that_is_none(string verb)
    {
        using var workplace = new Workplace();
        workplace.Write("letter.mprofile", "Dear Sir or Madam,\n");
        Check(await RunAsync(workplace, verb, "letter.mprofile"), "letter.mprofile");
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("lines")]
    [InlineData("plot")]
    public async Task Capture_that_is_not_there(string verb) => await IsRefusedAsync("missing.mprofile", verb, "missing.mprofile");

    [Fact]
    public async Task No_capture_in_the_folder() => await IsRefusedAsync("mprof run", "stats");

    /// <summary>As with the original mprof: the usage, and exit code 1.</summary>
    [Fact]
    public async Task Verb_that_is_none_gets_the_usage()
    {
        using var workplace = new Workplace();
        var answer = await RunAsync(workplace, "frobnicate");
        Assert.True(answer.ExitCode == 1, answer.ToString());
        Assert.Contains("Usage: mprof", answer.Output, StringComparison.Ordinal);
        Assert.Contains("frobnicate", answer.Errors, StringComparison.Ordinal);
    }

    private static async Task IsRefusedAsync(string named, params string[] arguments)
    {
        using var workplace = new Workplace();
        Check(await RunAsync(workplace, arguments), named);
    }

    private static Task<CommandResult> RunAsync(Workplace workplace, params string[] arguments) => Mprof.RunAsync(arguments, workplace.Folder);

    private static void Check(CommandResult answer, string named)
    {
        Assert.True(answer.ExitCode == 2, answer.ToString());
        Assert.Equal("", answer.Output);
        Assert.Contains(named, Assert.Single(answer.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
