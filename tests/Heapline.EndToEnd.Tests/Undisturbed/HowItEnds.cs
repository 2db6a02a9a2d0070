using Xunit;

namespace Heapline.EndToEnd.Tests.Undisturbed;

/// <summary>However a program ends, it ends so under mprof, too, and leaves a capture.</summary>
public sealed class HowItEnds
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task With_an_exit_code_of_its_own(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("exits_with_three")])).SeeNoDifference();
        Assert.Equal(3, both.Profiled.ExitCode);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task With_an_exception(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("raises")])).SeeNoDifference();
        Assert.Equal(1, both.Profiled.ExitCode);
        Assert.Contains("KeyError", both.Plain.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task With_a_syntax_error(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("syntax_error")])).SeeNoDifference();
        Assert.Equal(1, both.Profiled.ExitCode);
        Assert.Contains("SyntaxError", both.Plain.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string, int> PythonsAndSignals()
    {
        const int abort = 6, kill = 9, segmentationFault = 11, terminate = 15;
        var data = new TheoryData<string, int>();
        foreach (var python in Interpreters.All())
        {
            data.Add(python.Data, terminate);
            data.Add(python.Data, kill);
        }
        data.Add(Interpreters.Newest, abort);
        data.Add(Interpreters.Newest, segmentationFault);
        return data;
    }

    [Theory, MemberData(nameof(PythonsAndSignals))]
    public async Task By_a_signal(string python, int signal)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("ends_by_signal"), signal.ToString()])).SeeNoDifference();
        Assert.Equal(128 + signal, both.Profiled.ExitCode);
        // Everything up to the signal is there.
        var line = SourceTree.Line("ends_by_signal", "kept");
        Assert.Contains(both.Reports!.Lines, l => l.Place.Line == line && l.Figures.LiveAtEnd.Bytes is >= 2_000_033 and < 2_010_000);
        Assert.Equal(0, both.Reports.Stat("lost_events"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task As_another_program_by_exec(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("replaces_itself")])).SeeNoDifference();
        var line = SourceTree.Line("replaces_itself", "after exec");
        Assert.Contains(both.Reports!.Lines, l => l.Place.Line == line && l.Figures.Allocated.Bytes is >= 3_000_035 and < 3_010_000);
    }

    /// <summary>In a session of its own it has no terminal, as under a service manager: a signal to mprof was not typed, and is for the program.</summary>
    [Fact]
    public async Task Interrupt_that_was_sent_to_mprof_alone_reaches_the_program()
    {
        using var workplace = new Workplace();
        var run = await Command.RunAsync(
            "setsid", ["--wait", Mprof.Program, "run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(Interpreters.Newest), SourceTree.Target("interrupts_mprof")],
            workplace.Folder);
        Assert.Equal((0, "interrupted\n"), (run.ExitCode, run.Output));
    }
}
