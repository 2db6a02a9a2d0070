using System.Text.RegularExpressions;
using Xunit;

namespace Heapline.EndToEnd.Tests.Decorator;

/// <summary>The report of a decorated function, on the program's standard output.</summary>
public sealed partial class LineByLine
{
    private const string Columns = "Line #    Mem usage    Increment  Occurrences   Line Contents";

    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Every_line_of_the_function_is_there_with_its_occurrences(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "decorated");
        var output = run.Result.Output;
        Assert.Contains($"Filename: {SourceTree.Target("decorated")}\n\n{Columns}\n{new string('=', Columns.Length)}\n", output, StringComparison.Ordinal);

        var rows = Rows(output);
        Assert.Equal(["5", "6", "7", "8", "9", "10"], rows.Select(row => row[0]));
        Assert.Equal(["1", "", "1", "101", "100", "1"], rows.Select(row => row[3]));
        Assert.Equal("@profile", rows[0][4]);
        Assert.Equal("        total += number", rows[4][4][..23]);
        // The program's own output is there as well.
        Assert.Contains("5050\n", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Memory_and_increment_are_those_of_the_line(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "decorated_builtin");
        var rows = Rows(run.Result.Output);
        var (grown, freed) = (rows[2], rows[4]);
        Assert.Contains("block = b\"x\"", grown[4], StringComparison.Ordinal);
        Assert.InRange(Mebibytes(grown[2]), 63.5, 65.5);
        Assert.InRange(Mebibytes(grown[1]), 64 + 4, 64 + 64);
        // Without a global lock CPython keeps a freed block until no thread can be looking at it any more: not within this line.
        Assert.InRange(Mebibytes(freed[2]), -65.5, Interpreters.IsFreeThreaded(python) ? 0 : -63.5);
        // The first row carries the memory of the whole process so far.
        Assert.Equal(rows[0][1], rows[0][2]);
        Assert.InRange(Mebibytes(rows[0][1]), 4, 64);
    }

    [Fact]
    public async Task The_examples_function_adds_up_a_million_numbers()
    {
        using var workplace = new Workplace();
        var example = Path.Combine(SourceTree.Root, "examples", "calculate_sum.py");
        var run = await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(Interpreters.Newest), example], workplace.Folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("1000001", Rows(run.Output).Select(row => row[3]));
        Assert.Contains("500000500000\n", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The cells of the rows: line number, memory, increment, occurrences, source text.</summary>
    private static List<string[]> Rows(string output) =>
        [.. output.Split('\n').Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups.Values.Skip(1).Select(group => group.Value).ToArray())];

    private static double Mebibytes(string cell) => double.Parse(cell.Replace(" MiB", "", StringComparison.Ordinal));

    // '{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}'
    [GeneratedRegex(@"^ *(\d+) (?: *(-?[\d.]+ MiB) | {12} )(?: *(-?[\d.]+ MiB)| {12})  (?: *(\d+)| {10})   (.*)$")]
    private static partial Regex Row();
}
