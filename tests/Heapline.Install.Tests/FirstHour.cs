using System.Text.RegularExpressions;
using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>
/// The wheel in an empty environment, and there the article about memory_profiler from its beginning to its end. Of the Pythons the oldest, one of the midst and the newest: pip and venv
/// differ from one to the next, and the wheel is the same for all; what it brings is tested under each version elsewhere.
/// </summary>
public sealed partial class FirstHour
{
    public static TheoryData<string> Pythons() => [.. Interpreters.Among("3.8", "3.11", Interpreters.Newest)];

    [Theory, MemberData(nameof(Pythons))]
    public async Task Installed_with_pip_the_article_holds_from_its_beginning_to_its_end_and_pip_removes_all(string python)
    {
        using var environment = await VirtualEnvironment.CreateAsync(python);
        var before = environment.Everything();
        await environment.InstallAsync();
        File.Copy(Path.Combine(SourceTree.Root, "examples", "calculate_sum.py"), Path.Combine(environment.Folder, "calculate_sum.py"));

        // python -m memory_profiler calculate_sum.py
        var lineByLine = await environment.RunAsync("python", "-m", "memory_profiler", "calculate_sum.py");
        SeeReport(lineByLine.Output);
        Assert.Equal("", lineByLine.Errors);

        // The decorator alone.
        SeeReport((await environment.RunAsync("python", "calculate_sum.py")).Output);

        // mprof run, mprof plot
        var run = await environment.RunAsync("mprof", "run", "calculate_sum.py");
        SeeReport(run.Output);
        Assert.Matches(@"recorded [\d,]+ allocations in 1 process", run.Errors);
        var plot = await environment.RunAsync("mprof", "plot");
        Assert.Contains("calculate_sum.py", plot.Output, StringComparison.Ordinal);
        Assert.Contains("saved as calculate_sum.py.mprofile.svg", plot.Output, StringComparison.Ordinal);
        Assert.StartsWith("<svg", (await File.ReadAllTextAsync(
            Path.Combine(environment.Folder, "calculate_sum.py.mprofile.svg"), TestContext.Current.CancellationToken)).TrimStart('\uFEFF'), StringComparison.Ordinal);

        // Under both its names, and as a module; and there is a page about it.
        var version = (await environment.RunAsync("mprof", "--version")).Output;
        Assert.Equal(version, (await environment.RunAsync("heapline", "--version")).Output);
        Assert.Equal(version, (await environment.RunAsync("python", "-m", "heapline", "--version")).Output);
        Assert.Equal(version, (await environment.RunAsync("python", "-c", "import heapline; print(heapline.__version__)")).Output);

        Assert.EndsWith("/man/man1/mprof.1\n", (await environment.RunAsync("man", "--where", "mprof")).Output, StringComparison.Ordinal);
        Assert.EndsWith("/man/man1/mprof.1\n", (await environment.RunAsync("man", "--where", "heapline")).Output, StringComparison.Ordinal);

        // Another Python, in which nothing is installed.
        var other = Pythons().Select(row => row.Data).Append("system").First(name => name != python);
        var elsewhere = await environment.RunAsync("mprof", "run", "-o", "other.mprofile", Interpreters.PathOf(other), "calculate_sum.py");
        SeeReport(elsewhere.Output);
        Assert.Matches(@"recorded [\d,]+ allocations in 1 process", elsewhere.Errors);

        await environment.UninstallAsync();
        Assert.Empty(environment.Everything().Except(before));
    }

    [Fact]
    public async Task In_a_folder_of_its_own_and_in_the_users_all_is_found()
    {
        using var work = new Workplace();
        var script = Path.Combine(SourceTree.Root, "examples", "calculate_sum.py");
        var python = Interpreters.PathOf(Interpreters.Newest);
        string folder = work.File("target"), users = work.File("users");
        string[] install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"];
        await SucceedAsync(python, [.. install, "--target", folder, Wheel.Path], []);
        await SucceedAsync(python, [.. install, "--user", Wheel.Path], new() { ["PYTHONUSERBASE"] = users });
        foreach (var (root, set) in new[] { (folder, ("PYTHONPATH", folder)), (users, ("PYTHONUSERBASE", users)) })
        {
            Dictionary<string, string> environment = new() { [set.Item1] = set.Item2 };
            SeeReport((await SucceedAsync(python, ["-m", "memory_profiler", script], environment)).Output);
            Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await SucceedAsync(python, ["-m", "heapline", "--version"], environment)).Output);
            var run = await SucceedAsync(Path.Combine(root, "bin", "mprof"), ["run", python, script], environment);
            SeeReport(run.Output);
            Assert.Matches(@"recorded [\d,]+ allocations in 1 process", run.Errors);
        }

        async Task<CommandResult> SucceedAsync(string program, string[] arguments, Dictionary<string, string> environment)
        {
            environment["PIP_ROOT_USER_ACTION"] = "ignore";
            var result = await Command.RunAsync(program, arguments, work.Folder, environment: environment);
            Assert.True(result.ExitCode == 0, result.ToString());
            return result;
        }
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task IPython_has_the_magics_and_pytest_the_plugin(string python)
    {
        using var environment = await VirtualEnvironment.CreateAsync(python);
        environment.AddDebianPackages();
        await environment.InstallAsync();

        // -B: nothing compiled is to be left among Debian's files.
        var magics = await environment.RunAsync(
            "python", "-B", "-m", "IPython", "--quick", "--colors=NoColor", "--no-banner", "-c",
            "get_ipython().run_line_magic('load_ext', 'memory_profiler'); get_ipython().run_line_magic('memit', 'bytearray(10_000_000)'); import memory_profiler; print(memory_profiler.__file__)");
        Assert.Matches(@"peak memory: \d+\.\d\d MiB, increment: \d+\.\d\d MiB", magics.Output);
        Assert.Contains("/environment/lib/", magics.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            Path.Combine(environment.Folder, "test_it.py"),
            "import pytest\n\n@pytest.mark.limit_memory('5 MB')\ndef test_within():\n    assert bytearray(3_000_000)\n\n"
            + "@pytest.mark.limit_memory('2 MB')\ndef test_beyond():\n    assert bytearray(3_000_000)\n",
            TestContext.Current.CancellationToken);
        var tests = await environment.TryAsync("python", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--heapline");
        Assert.Contains("1 failed, 1 passed", tests.Output, StringComparison.Ordinal);
        Assert.Matches(@"test_it\.py::test_beyond: it had 2\.8\d MiB alive at once, which is more than its limit of 2 MB", tests.Output);
        Assert.Matches(@"2\.8\d MiB .* test_it\.py::test_within", tests.Output);
    }

    [Fact]
    public async Task Importing_what_is_installed_loads_nothing_and_costs_nothing()
    {
        using var environment = await VirtualEnvironment.CreateAsync(Interpreters.Newest);
        await environment.InstallAsync();
        var loaded = await environment.RunAsync(
            "python", "-c", "import sys; before = set(sys.modules); import heapline; print(sorted(set(sys.modules) - before))");
        Assert.Equal("['heapline']\n", loaded.Output);
    }

    private static void SeeReport(string output)
    {
        Assert.Contains("Line #    Mem usage    Increment  Occurrences   Line Contents", output, StringComparison.Ordinal);
        Assert.Matches(LoopLine(), output);
    }

    [GeneratedRegex(@"^ +7 +\d+\.\d+ MiB +-?\d+\.\d+ MiB +1000001 +    for number in range\(1, n \+ 1\):$", RegexOptions.Multiline)]
    private static partial Regex LoopLine();
}
