using Xunit;

namespace Heapline.EndToEnd.Tests.Undisturbed;

/// <summary>Children of a program work as they do without mprof.</summary>
public sealed class ItsChildren
{
    public static TheoryData<string> Pythons => Interpreters.All();

    public static TheoryData<string> Strangers => Interpreters.Unsupported();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Fork_warns_of_nothing_and_is_followed(string python)
    {
        var both = (await SideBySide.RunAsync(python, ["-W", "error", SourceTree.Target("forks")])).SeeNoDifference();
        Assert.Equal("64 True\n", both.Profiled.Output);
        var line = SourceTree.Line("forks", "child");
        Assert.Contains(both.Reports!.Lines, l => l.Place.Line == line && l.Figures.LiveAtEnd.Bytes is >= 5_000_033 and < 5_010_000);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Classes_of_main_are_pickled(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("pickles_its_own_class")])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Pool_of_forked_processes(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("multiprocessing_pool"), "fork"])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Pool_of_spawned_processes(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("multiprocessing_pool"), "spawn"])).SeeNoDifference();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Pool_of_a_fork_server(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("multiprocessing_pool"), "forkserver"])).SeeNoDifference();

    /// <summary>The next newer one, and the newest the oldest: each is once who starts another and once who is started.</summary>
    [Theory, MemberData(nameof(Pythons))]
    public async Task Another_supported_python(string python)
    {
        var all = Interpreters.All().Select(row => row.Data).ToList();
        var other = all[(all.IndexOf(python) + 1) % all.Count];
        (await SideBySide.RunAsync(python, [SourceTree.Target("starts_another_python"), Interpreters.PathOf(other)])).SeeNoDifference();
    }

    [Theory, MemberData(nameof(Strangers))]
    public async Task Python_that_is_not_supported_runs_unseen(string stranger)
    {
        var both = (await SideBySide.RunAsync(Interpreters.Newest, [SourceTree.Target("starts_another_python"), Interpreters.PathOf(stranger)])).SeeNoDifference();
        Assert.Contains("b'5\\n', b''", both.Profiled.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Child_with_an_empty_environment(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("clears_its_environment")])).SeeNoDifference();
}
