using Xunit;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>Signals come to the program as if nobody were there.</summary>
public sealed class Signals
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Own_handlers_of_every_signal_that_profilers_like(string python) =>
        (await SideBySide.RunAsync(python, [SourceTree.Target("own_signal_handlers")])).SeeNoDifference().Kept("own_signal_handlers", "last", 3_000_033);

    [Fact]
    public async Task Fault_that_the_program_survives_on_a_signal_stack_of_its_own()
    {
        var library = await NativeLibrary.BuildAsync("own_signal_stack");
        var both = (await SideBySide.RunAsync(Interpreters.Newest, [SourceTree.Target("survives_a_fault"), library])).SeeNoDifference();
        Assert.Equal("0 1101\n2000000\n", both.Profiled.Output);
        both.Kept("survives_a_fault", "kept", 2_000_033);
    }

    [Fact]
    public async Task Ctrl_C_once_ends_the_program_as_under_python_and_keeps_the_capture()
    {
        var both = await TypedAsync("ready");
        Assert.Contains("clean\n", both.Plain.Output, StringComparison.Ordinal);
        Assert.EndsWith("ended 2\n", both.Plain.Output, StringComparison.Ordinal);
        SeeTheSameEnd(both);
    }

    [Fact]
    public async Task Ctrl_C_twice_ends_at_once()
    {
        var both = await TypedAsync("ready,cleaning", "slow");
        Assert.DoesNotContain("clean\n", both.Plain.Output, StringComparison.Ordinal);
        Assert.EndsWith("ended 2\n", both.Plain.Output, StringComparison.Ordinal);
        SeeTheSameEnd(both);
    }

    [Fact]
    public async Task Termination_of_mprof_is_passed_on()
    {
        using var workplace = new Workplace();
        var script = workplace.Write("it.py", """
            import os, signal, time
            def end(number, frame):
                print("asked to end", flush=True)
                raise SystemExit(5)
            signal.signal(signal.SIGTERM, end)
            os.kill(os.getppid(), signal.SIGTERM)
            time.sleep(60)
            """);
        var run = await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(Interpreters.Newest), script], workplace.Folder);
        Assert.Equal((5, "asked to end\n"), (run.ExitCode, run.Output));
        Assert.Equal(5, (await Reports.ReadAsync(workplace.File("it.mprofile"), [])).Stat("exit_code"));
    }

    [Fact]
    public async Task Signal_to_the_whole_group_comes_once_and_one_to_mprof_alone_is_passed_on()
    {
        var both = (await Truth.RunUnderAsync(
            ["/usr/bin/python3", SourceTree.Target("drivers/signals_the_group")], Interpreters.Newest, [SourceTree.Target("counts_signals")])).SeeNoDifference();
        Assert.EndsWith("1 1\n2 6\n15 6\n", both.Plain.Output, StringComparison.Ordinal);
    }

    private static void SeeTheSameEnd(SideBySide both)
    {
        var ending = "ended 2\n";
        Assert.EndsWith(ending, both.Profiled.Output, StringComparison.Ordinal);
        // The key may come while it still says that it is ready, or when it sleeps already: on that depends which line the traceback names.
        var traceback = both.Plain.Output.IndexOf("Traceback", StringComparison.Ordinal);
        Assert.True(traceback > 0, both.Plain.Output);
        Assert.StartsWith(both.Plain.Output[..traceback] + "Traceback (most recent call last):\n", both.Profiled.Output, StringComparison.Ordinal);
        Assert.Contains("KeyboardInterrupt", both.Profiled.Output, StringComparison.Ordinal);
        both.Kept("interrupted", "kept", 2_000_033);
        Assert.Equal(2, both.Reports!.Stat("signal"));
    }

    private static Task<SideBySide> TypedAsync(string words, params string[] arguments) => Truth.RunUnderAsync(
        ["/usr/bin/python3", SourceTree.Target("drivers/types_ctrl_c"), words], Interpreters.Newest, [SourceTree.Target("interrupted"), .. arguments]);
}
