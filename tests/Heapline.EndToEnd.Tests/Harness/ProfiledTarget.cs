using System.Collections.Concurrent;
using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>A target that was run under <c>mprof run</c> with one Python, and what its capture says. Each pair is run once, however many tests ask.</summary>
internal sealed class ProfiledTarget
{
    private static readonly ConcurrentDictionary<(string Python, string Target, string Arguments), Lazy<Task<ProfiledTarget>>> s_runs = new();

    private readonly string _target;

    private ProfiledTarget(string target, CommandResult result, Reports reports) => (_target, Result, Reports) = (target, result, reports);

    public CommandResult Result { get; }

    public Reports Reports { get; }

    /// <summary>Runs a target that must end well. The rows of its reports are those that pass through its marked lines.</summary>
    public static Task<ProfiledTarget> RunAsync(string python, string target, params string[] arguments) =>
        s_runs.GetOrAdd((python, target, string.Join('\0', arguments)), _ => new Lazy<Task<ProfiledTarget>>(
            () => StartAsync(python, target, arguments, SourceTree.MarkedPlaces(target)))).Value;

    /// <summary>Runs a target for all rows of its reports, those of the interpreter's own start and of imports as well.</summary>
    public static Task<ProfiledTarget> WholeAsync(string python, string target) => StartAsync(python, target, [], through: null);

    /// <summary>
    /// Runs a target that imports large libraries, plainly and under mprof, in the system's Python, and asserts that it behaves the same.
    /// </summary>
    public static async Task<ProfiledTarget> OfLibraryAsync(string target)
    {
        Assert.True(Interpreters.Has("system"), "this machine has no /usr/bin/python3");
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        string[] program = [Interpreters.PathOf("system"), SourceTree.Target(target)];
        var plain = await Command.RunAsync(program[0], program[1..], workplace.Folder);
        Assert.True(plain.ExitCode == 0, $"{target}.py does not run here without mprof either (./dev setup installs what it imports): {plain}");
        var result = await Mprof.RunAsync(["run", "-o", capture, .. program], workplace.Folder);
        var run = new ProfiledTarget(target, result, await Reports.ReadAsync(capture, SourceTree.MarkedPlaces(target)));
        new SideBySide(plain, result, run.Reports).SeeNoDifference();
        Assert.Equal(0, run.Reports.Stat("lost_events"));
        return run;
    }

    /// <summary>Figures of the marked line, over all allocators.</summary>
    public Figures Line(string mark) => LineNumbered(SourceTree.Line(_target, mark));

    public Figures LineNumbered(int line) => Reports.Lines
        .Where(l => l.Place.Line == line && IsTarget(l.Place.File)).Aggregate(Figures.None, (sum, l) => sum + l.Figures);

    /// <summary>
    /// Figures of the blocks that <c>bytes(n)</c> took on the marked line. It alone goes through PyObject_Calloc, for n bytes and a header (<see cref="ObjectSizes"/>):
    /// what else the line needs (a list's items, an int, a frame) does not blur the truth.
    /// </summary>
    public Figures Bytes(string mark) => Sum(row => row.Allocator == "PyObject_Calloc" && Top(row) is { } top && IsMarked(top, mark));

    /// <summary>Figures of one allocator on the marked line.</summary>
    public Figures By(string allocator, string mark) => Sum(row => row.Allocator == allocator && Top(row) is { } top && IsMarked(top, mark));

    /// <summary>Figures of one allocator on or below the marked line.</summary>
    public Figures ThroughBy(string allocator, string mark) => Sum(row => row.Allocator == allocator && row.Stack.Any(frame => IsMarked(frame, mark)));

    /// <summary>Figures of everything that was asked for on or below the marked line.</summary>
    public Figures Through(string mark) => Sum(row => row.Stack.Any(frame => IsMarked(frame, mark)));

    public Figures Sum(Func<ReportRow, bool> which) => Reports.Rows.Where(which).Aggregate(Figures.None, (sum, row) => sum + row.Figures);

    /// <summary>The call stacks on which <c>bytes(n)</c> was asked for at the marked line.</summary>
    public IEnumerable<IReadOnlyList<ReportFrame>> StacksOfBytes(string mark) =>
        Reports.Rows.Where(row => row.Allocator == "PyObject_Calloc" && Top(row) is { } top && IsMarked(top, mark)).Select(row => row.Stack);

    public bool IsMarked(ReportFrame frame, string mark) => frame.Line == SourceTree.Line(_target, mark) && IsTarget(frame.File);

    private bool IsTarget(string file) => file.EndsWith("/" + _target + ".py", StringComparison.Ordinal);

    private static ReportFrame? Top(ReportRow row) => row.Stack.Count > 0 ? row.Stack[^1] : null;

    private static async Task<ProfiledTarget> StartAsync(string python, string target, string[] arguments, string[]? through)
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var result = await Mprof.RunAsync(["run", "-o", capture, Interpreters.PathOf(python), SourceTree.Target(target), .. arguments], workplace.Folder);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{target}.py under Python {python}: {result}");
        return new ProfiledTarget(target, result, await Reports.ReadAsync(capture, through));
    }
}
