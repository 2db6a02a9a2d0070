using System.Text.Json;
using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary><c>mprof doctor</c> on machines where something is missing.</summary>
public sealed class Doctor
{
    private static readonly Dictionary<string, string> s_python = new() { ["HEAPLINE_PYTHON"] = Interpreters.PathOf(Interpreters.Newest) };

    [Fact]
    public async Task Where_all_is_well_it_says_so_and_has_recorded_something()
    {
        using var workplace = new Workplace();
        var answer = await Mprof.RunAsync(["doctor"], workplace.Folder, environment: s_python);
        Assert.True(answer.ExitCode == 0, answer.ToString());
        Assert.Matches(@"works +trial run +[\d,]+ allocations recorded, 0 lost", answer.Output);
        Assert.EndsWith("mprof run works here.\n", answer.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(workplace.Folder));
    }

    [Fact]
    public async Task It_looks_at_everything_that_a_run_depends_on()
    {
        using var workplace = new Workplace();
        var answer = await Mprof.RunAsync(["doctor", "--json"], workplace.Folder, environment: s_python);
        using var document = JsonDocument.Parse(answer.Output);
        var found = document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("what").GetString()).ToList();
        string[] wanted = ["installation", "Python", "shared memory", "trial run", "memory limit", "ptrace", "PNG"];
        Assert.Empty(wanted.Except(found));
    }

    [Fact]
    public async Task A_folder_without_the_agent_is_told_and_what_to_do()
    {
        using var workplace = new Workplace();
        var answer = await Mprof.RunAsync(["doctor"], workplace.Folder, environment: new Dictionary<string, string>(s_python) { ["HEAPLINE_HOME"] = workplace.Folder });
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"fails  installation    mprof is not wholly installed: there is no agent {workplace.Folder}/_heapline.so", answer.Output, StringComparison.Ordinal);
        Assert.Contains("keep mprof run from working.", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Python_that_cannot_be_profiled_is_told()
    {
        using var workplace = new Workplace();
        var answer = await Mprof.RunAsync(["doctor"], workplace.Folder, environment: new Dictionary<string, string> { ["HEAPLINE_PYTHON"] = "/bin/true" });
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("fails  Python", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_address_space_is_noted()
    {
        using var workplace = new Workplace();
        var answer = await Command.RunAsync("sh", ["-c", $"ulimit -v 8000000; exec {Mprof.Program} doctor"], workplace.Folder, environment: s_python);
        Assert.Contains("note   address space   limited to 7,812 MiB (ulimit -v)", answer.Output, StringComparison.Ordinal);
    }
}
