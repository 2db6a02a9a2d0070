using Xunit;

namespace Heapline.EndToEnd.Tests.Errors;

/// <summary>CPython from 3.13 on says where its structures have their fields. Where that is not what Heapline knows, the program runs on, unrecorded.</summary>
public sealed class DescribedOtherwise
{
    private const string Refusal = "mprof: this process is not recorded: this build of Python is laid out, or describes itself, otherwise than CPython of its version\n";

    public static TheoryData<string> Pythons =>
    [
        .. Interpreters.All().Select(python => python.Data).Where(python => Interpreters.IsAtLeast(python, 13)),
    ];

    [Theory, MemberData(nameof(Pythons))]
    public async Task A_process_that_describes_itself_as_its_version_does_is_recorded(string python)
    {
        var answer = await RunAsync(python, added: 0);
        Assert.DoesNotContain("not recorded", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("mprof: recorded ", answer.Errors, StringComparison.Ordinal);
        Assert.Contains(" allocations in 1 process", answer.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task One_that_does_not_is_refused_in_one_line_and_runs_as_it_would(string python)
    {
        var answer = await RunAsync(python, added: 8);
        Assert.StartsWith(Refusal, answer.Errors, StringComparison.Ordinal);
        Assert.Contains("mprof: recorded the memory curve of 1 process", answer.Errors, StringComparison.Ordinal);
    }

    /// <summary>Runs a program after so much was added to the place of <c>interpreters.head</c> in the description, which is its sixth word.</summary>
    private static async Task<CommandResult> RunAsync(string python, int added)
    {
        using var workplace = new Workplace();
        // A .pth file of the user's own is run before anything of Heapline's comes in.
        var packages = Directory.CreateDirectory(Path.Combine(workplace.Folder, "lib", "python" + python, "site-packages")).FullName;
        await File.WriteAllTextAsync(Path.Combine(packages, "described.pth"), $"import ctypes; (ctypes.c_uint64 * 6).in_dll(ctypes.pythonapi, '_PyRuntime')[5] += {added}\n");
        var script = workplace.Write("script.py", "import sys\nprint('ran')\nsys.exit(3)\n");
        var answer = await Mprof.RunAsync(
            ["run", Interpreters.PathOf(python), script], workplace.Folder, environment: new Dictionary<string, string> { ["PYTHONUSERBASE"] = workplace.Folder });
        Assert.Equal((3, "ran\n"), (answer.ExitCode, answer.Output));
        return answer;
    }
}
