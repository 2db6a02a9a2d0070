using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>Without installing: one folder, wherever it is copied to, profiles any Python.</summary>
public sealed class OneFolder
{
    private const string Program = "kept = [bytes(1000) for _ in range(1000)]\n";

    [Fact]
    public async Task Copied_elsewhere_with_nothing_of_the_source_tree_in_reach_it_works()
    {
        using var workplace = new Workplace();
        var copy = workplace.File("a folder/heap line");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var copied = await Command.RunAsync("cp", ["-r", Mprof.Home, copy], workplace.Folder);
        Assert.Equal(0, copied.ExitCode);
        var script = workplace.Write("script.py", "import heapline, _heapline\nprint(heapline.__file__, _heapline.__file__, sep='\\n')\n" + Program);
        foreach (var python in new[] { Interpreters.PathOf("3.8"), Interpreters.PathOf(Interpreters.Newest) })
        {
            var run = await Command.RunAsync(Path.Combine(copy, "mprof"), ["run", python, script], workplace.Folder);
            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Equal($"{copy}/python/lib/heapline/__init__.py\n{copy}/_heapline.so\n", run.Output);
            Assert.Matches(@"recorded [\d,]+ allocations in 1 process", run.Errors);
        }
        var lines = await Command.RunAsync(Path.Combine(copy, "mprof"), ["lines", "--file", "script.py"], workplace.Folder);
        Assert.Contains("kept = [bytes(1000)", lines.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_virtual_environment_in_which_nothing_is_installed_is_profiled()
    {
        using var environment = await VirtualEnvironment.CreateAsync(Interpreters.Newest);
        var before = environment.Everything();
        await File.WriteAllTextAsync(Path.Combine(environment.Folder, "script.py"), "import sys\nprint(sys.prefix)\n" + Program, TestContext.Current.CancellationToken);
        var run = await Mprof.RunAsync(["run", environment.Python, "script.py"], environment.Folder);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Path.GetDirectoryName(Path.GetDirectoryName(environment.Python)) + "\n", run.Output);
        Assert.Matches(@"recorded [\d,]+ allocations in 1 process", run.Errors);
        Assert.Equal(before, environment.Everything());
    }
}
