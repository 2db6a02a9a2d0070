using System.Globalization;
using Xunit;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>What a capture must know of a target's marked line, whatever went on around it.</summary>
internal static class Truth
{
    // A line's own list, frame or int besides.
    private const long Besides = 10_000;

    /// <summary>Asserts that the marked line had so many bytes alive at the end, and that nothing was lost.</summary>
    public static SideBySide Kept(this SideBySide both, string target, string mark, long bytes)
    {
        var line = SourceTree.Line(target, mark);
        var found = both.Reports!.Lines.Where(l => l.Place.Line == line && l.Place.File.EndsWith($"/{target}.py", StringComparison.Ordinal)).Sum(l => l.Figures.LiveAtEnd.Bytes);
        Assert.True(found >= bytes && found < bytes + Besides, string.Create(CultureInfo.InvariantCulture, $"line {line} has {found} bytes, expected {bytes}\n{both.Profiled}"));
        Assert.Equal(0, both.Reports.Stat("lost_events"));
        return both;
    }

    /// <summary>Runs a target through a command that both the plain and the profiled run are started by, such as prlimit.</summary>
    public static async Task<SideBySide> RunUnderAsync(string[] wrapper, string python, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var workplace = new Workplace();
        var program = Interpreters.PathOf(python);
        var capture = workplace.File("it.mprofile");
        var plain = await Command.RunAsync(wrapper[0], [.. wrapper[1..], program, .. arguments], workplace.Folder, environment: environment);
        var profiled = await Command.RunAsync(
            wrapper[0], [.. wrapper[1..], Mprof.Program, "run", "-o", capture, program, .. arguments], workplace.Folder, environment: environment);
        return await SideBySide.OfAsync(plain, profiled, capture, arguments);
    }
}
