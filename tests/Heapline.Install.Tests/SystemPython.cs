using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>What goes with other packages, which Debian's Python has: IPython's magics, and pytest's plugin.</summary>
public sealed class SystemPython
{
    private const string Tests = """
        import pytest

        def test_small():
            assert len(bytearray(1_000)) == 1_000

        def test_large():
            assert len(bytearray(30_000_000)) == 30_000_000

        @pytest.mark.limit_memory("24 MB")
        def test_within():
            assert bytearray(10_000_000)

        @pytest.mark.limit_memory("5 MB")
        def test_beyond():
            kept = [bytearray(1_000_000) for _ in range(8)]

        """;

    [Fact]
    public async Task The_wheel_brings_the_magics_to_IPython()
    {
        using var environment = await InstalledAsync();
        var answer = await environment.RunAsync(
            "python", "-m", "IPython", "--quick", "--colors=NoColor", "--no-banner", "-c",
            "get_ipython().run_line_magic('load_ext', 'memory_profiler'); get_ipython().run_line_magic('memit', 'bytearray(10_000_000)')");
        Assert.Matches(@"peak memory: \d+\.\d\d MiB, increment: \d+\.\d\d MiB", answer.Output);
    }

    [Fact]
    public async Task Pytest_with_the_option_records_all_tests_and_names_the_largest()
    {
        using var environment = await InstalledAsync();
        await WriteAsync(environment);
        var answer = await environment.TryAsync("python", "-m", "pytest", "-q", "--heapline", "-k", "small or large");
        Assert.True(answer.ExitCode == 0, answer.ToString());
        var lines = answer.Output.Split('\n');
        var head = Array.FindIndex(lines, line => line.Contains("memory, by Heapline", StringComparison.Ordinal));
        Assert.Matches("peak +left +count +test", lines[head + 1]);
        Assert.Matches(@"28\.6 MiB .* test_it\.py::test_large", lines[head + 2]);
        Assert.Matches(@"KiB|B .* test_it\.py::test_small", lines[head + 3]);
        Assert.Equal("pytest.mprofile: mprof stats, mprof lines, mprof tree show more", lines[head + 4]);
        var stats = await environment.RunAsync("mprof", "stats", "--json", "pytest.mprofile");
        Assert.Contains("\"test_it.py::test_large\"", stats.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_fails_the_test_that_goes_beyond_it_without_the_option_too()
    {
        using var environment = await InstalledAsync();
        await WriteAsync(environment);
        var answer = await environment.TryAsync("python", "-m", "pytest", "-q", "-p", "no:cacheprovider");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("3 passed", answer.Output, StringComparison.Ordinal);
        Assert.Contains("1 failed", answer.Output, StringComparison.Ordinal);
        Assert.Matches(@"test_it\.py::test_beyond: it had 7\.6\d MiB alive at once, which is more than its limit of 5 MB", answer.Output);
        Assert.Equal(["test_it.py"], Directory.GetFiles(environment.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Unused_the_plugin_loads_nothing_of_Heapline()
    {
        using var environment = await InstalledAsync();
        await File.WriteAllTextAsync(
            Path.Combine(environment.Folder, "test_it.py"),
            "import sys\ndef test_it():\n    assert [n for n in sorted(sys.modules) if 'heapline' in n] == ['heapline', 'heapline.pytest_plugin']\n",
            TestContext.Current.CancellationToken);
        var answer = await environment.TryAsync("python", "-m", "pytest", "-q");
        Assert.True(answer.ExitCode == 0, answer.ToString());
    }

    [Fact]
    public async Task Under_mprof_run_the_tests_go_into_its_capture()
    {
        using var environment = await InstalledAsync();
        await WriteAsync(environment);
        var answer = await environment.RunAsync("mprof", "run", "-o", "run.mprofile", "-m", "pytest", "-q", "--heapline", "-k", "small or large");
        Assert.Contains("test_it.py::test_large", answer.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(environment.Folder, "pytest.mprofile")));
        var stats = await environment.RunAsync("mprof", "stats", "--json", "run.mprofile");
        Assert.Contains("test_it.py::test_small", stats.Output, StringComparison.Ordinal);
    }

    private static async Task<VirtualEnvironment> InstalledAsync()
    {
        var environment = await VirtualEnvironment.CreateAsync("system", withSystemPackages: true);
        await environment.InstallAsync();
        return environment;
    }

    private static Task WriteAsync(VirtualEnvironment environment) =>
        File.WriteAllTextAsync(Path.Combine(environment.Folder, "test_it.py"), Tests, TestContext.Current.CancellationToken);
}
