using Xunit;

namespace Heapline.EndToEnd.Tests.Undisturbed;

/// <summary>What a program can see of itself is the same with and without mprof.</summary>
public sealed class WhatItSees
{
    private const long MostExtraAddressSpace = 200_000_000;

    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Arguments_main_module_paths_threads_signals_and_descriptors(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("tells_about_itself"), "one", "--two", "three four"])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Options_of_python(string python) =>
        (await SideBySide.RunAsync(python, ["-O", "-W", "error", "-X", "dev", SourceTree.Target("tells_about_itself")])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Code_on_the_command_line(string python) =>
        (await SideBySide.RunAsync(python, ["-c", "import sys; print(sys.argv, __name__, sys.path[0])", "x"])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Module_on_the_command_line(string python) =>
        (await SideBySide.RunAsync(python, ["-m", "calendar", "2024", "2"])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Standard_input(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("echoes_stdin")], "first line\nsecond, without an end")).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Signals_it_handles(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("handles_signals")])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Address_space_hardly_larger(string python)
    {
        var both = await SideBySide.RunAsync(python, [SourceTree.Target("tells_its_address_space")]);
        Assert.Equal(0, both.Profiled.ExitCode);
        Assert.InRange(long.Parse(both.Profiled.Output) - long.Parse(both.Plain.Output), 0, MostExtraAddressSpace);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Sitecustomize_of_the_users_own(string python)
    {
        using var workplace = new Workplace();
        workplace.Write("sitecustomize.py", "import sys\nprint('the user’s own', __name__, len(sys.argv))\n");
        var both = await SideBySide.RunAsync(
            python, ["-c", "import sitecustomize; print(sitecustomize.__file__)"], environment: new Dictionary<string, string> { ["PYTHONPATH"] = workplace.Folder });
        both.SeeNoDifference();
        Assert.StartsWith("the user’s own", both.Profiled.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Own_tracemalloc(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("uses_tracemalloc")])).SeeNoDifference();
        foreach (var (mark, bytes) in new[] { ("kept", 3_000_033), ("after", 2_000_033) })
        {
            var line = SourceTree.Line("uses_tracemalloc", mark);
            Assert.Contains(both.Reports!.Lines, l => l.Place.Line == line && l.Figures.Allocated.Bytes >= bytes && l.Figures.Allocated.Bytes < bytes + 10_000);
        }
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Malloc_as_its_only_allocator(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("comprehension")],
            environment: new Dictionary<string, string> { ["PYTHONMALLOC"] = "malloc" })).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Isolated_mode_is_run_as_asked_and_only_timed(string python)
    {
        var both = await SideBySide.RunAsync(python, ["-I", "-c", "import sys; print(sys.path); sys.exit(5)"]);
        Assert.Equal(both.Plain.Output, both.Profiled.Output);
        Assert.Equal(5, both.Profiled.ExitCode);
        Assert.NotNull(both.Reports);
        Assert.Equal(0, both.Reports.Stat("allocations"));
    }
}
