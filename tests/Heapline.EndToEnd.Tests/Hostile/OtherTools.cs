using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>Tools of Python's own, and of others, work beside us, and we beside them: to the byte.</summary>
public sealed class OtherTools
{
    private const string Target = "traced_with";
    private static readonly string[] s_pythons = Interpreters.Among("3.8", "3.11", "3.12", "3.13");
    private static readonly string[] s_tools = ["faulthandler", "settrace", "setprofile", "cProfile", "pdb"];

    public static TheoryData<string, string> PythonsAndTools()
    {
        var data = new TheoryData<string, string>();
        foreach (var python in s_pythons)
        {
            foreach (var tool in s_tools)
                data.Add(python, tool);
            if (Interpreters.IsAtLeast(python, 12))
                data.Add(python, "monitoring");
        }
        data.Add("system", "coverage"); // Debian's python3-coverage
        return data;
    }

    [Theory, MemberData(nameof(PythonsAndTools))]
    public async Task Blocks_are_counted_as_without_it(string python, string tool)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target(Target), tool])).SeeNoDifference();
        Assert.True(both.Plain.ExitCode == 0, $"{both.Plain}");
        Assert.Equal((10, 10 * (100_000L + HeaderOf(python))), Bytes(both, "kept", figures => figures.LiveAtEnd));
        Assert.Equal((5, 5 * (200_000L + HeaderOf(python))), Bytes(both, "dropped", figures => figures.Allocated));
        Assert.Equal((0, 0), Bytes(both, "dropped", figures => figures.LiveAtEnd));
    }

    public static TheoryData<string, string> PythonsAndIds()
    {
        var data = new TheoryData<string, string>();
        foreach (var python in s_pythons)
        {
            data.Add(python, "free");
            data.Add(python, "taken");
        }
        return data;
    }

    /// <summary>The report by lines and the debugger want the same hook, or another tool has taken all of them: the program goes on in any case.</summary>
    [Theory, MemberData(nameof(PythonsAndIds))]
    public async Task Decorated_function_under_the_debugger(string python, string ids)
    {
        using var workplace = new Workplace();
        var run = await Mprof.RunAsync(
            ["run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(python), SourceTree.Target("decorated_under_pdb"), ids], workplace.Folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("[3000000, 4000000] True\n", run.Output, StringComparison.Ordinal);
        var reports = await Reports.ReadAsync(workplace.File("it.mprofile"), []);
        Assert.Contains(reports.Lines, line => line.Place.Function.EndsWith("grow", StringComparison.Ordinal) && line.Figures.LiveAtEnd.Bytes is >= 4_000_033 and < 4_010_000);
    }

    private static (long Blocks, long Bytes) Bytes(SideBySide both, string mark, Func<Figures, Amount> which)
    {
        var line = SourceTree.Line(Target, mark);
        var rows = both.Reports!.Rows.Where(row => row.Allocator == "PyObject_Calloc" && row.Stack.Any(frame => frame.Line == line && frame.File.EndsWith(Target + ".py", StringComparison.Ordinal)))
            .Select(row => which(row.Figures)).ToList();
        return (rows.Sum(amount => amount.Blocks), rows.Sum(amount => amount.Bytes));
    }
}
