using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;
using Xunit;

namespace Heapline.Views.Tests;

/// <summary>The line-by-line reports of decorated functions, from a capture.</summary>
public sealed class DecoratedViewTests
{
    private const string File = "/srv/app.py";

    private const string Source = "import x\n\n\n@profile\ndef work(\n    n,\n):\n\tkept = [0] * n\n\n    if not n:\n        return None  # never\n\n\nwork(3)\n";

    private static CaptureData Capture(string? source, params LineFigures[] figures) => new()
    {
        Run = new RunInfo("0", ["app.py"], "/srv", "exact", DateTimeOffset.UnixEpoch, 1),
        Processes = [new ProcessInfo(0, 11, 1, ["python3", "app.py"], "3.12.1", 0), new ProcessInfo(1, 12, 11, ["python3", "worker\u202e.py"], "3.12.1", 0)],
        Functions = [new Function("work", File, 4)],
        Modules = new Dictionary<FunctionId, string> { [new FunctionId(0)] = "app" },
        Sources = source is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [File] = source },
        LineFigures = figures,
    };

    private static LineFigures Figures(int process) => new(process, new FunctionId(0), [new LineFigure(4, 1, 20 << 20, 20 << 20), new LineFigure(8, 3, 152 << 20, -1234567)]);

    private static string Text(CaptureData capture)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        DecoratedView.Write(writer, capture, LineTables.Of(capture));
        return writer.ToString();
    }

    [Fact]
    public void Are_in_the_originals_columns_with_every_line_of_the_function()
    {
        const string expected = """
            Filename: /srv/app.py

            Line #    Mem usage    Increment  Occurrences   Line Contents
            =============================================================
                 4   20.000 MiB   20.000 MiB           1   @profile
                 5                                         def work(
                 6                                             n,
                 7                                         ):
                 8  152.000 MiB   -1.177 MiB           3       kept = [0] * n
                 9                                         
                10                                             if not n:
                11                                                 return None  # never



            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), Text(Capture(Source, Figures(0))));
    }

    [Fact]
    public void Say_whose_they_are_where_several_processes_have_some()
    {
        var text = Text(Capture(Source, Figures(0), Figures(1)));
        Assert.Contains("Process: app.py (11)\nFilename: ", text, StringComparison.Ordinal);
        Assert.Contains("Process: worker\\u202e.py (12)\nFilename: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_files_text_have_the_lines_that_ran()
    {
        var rows = Assert.Single(LineTables.Of(Capture(null, Figures(0)))).Rows;
        Assert.Equal([(4, ""), (8, "")], rows.Select(row => (row.Line, row.Text)));
        // A file that has changed since, and is shorter now.
        Assert.Equal([(4, "@profile"), (8, "")], Assert.Single(LineTables.Of(Capture("\n\n\n@profile\n", Figures(0)))).Rows.Select(row => (row.Line, row.Text)));
    }

    [Fact]
    public void Are_chosen_by_file_and_function()
    {
        var capture = Capture(Source, Figures(0));
        Assert.Single(LineTables.Of(capture, file: "app"));
        Assert.Empty(LineTables.Of(capture, file: "other"));
        Assert.Empty(LineTables.Of(capture, function: "other"));
    }

    [Fact]
    public void Keys_carry_their_units_and_a_line_that_never_ran_has_no_figures()
    {
        using var stream = new MemoryStream();
        var capture = Capture(Source, Figures(0));
        DecoratedJson.Write(stream, capture, LineTables.Of(capture));
        stream.Position = 0;
        using var json = JsonDocument.Parse(stream);
        var function = Assert.Single(json.RootElement.GetProperty("functions").EnumerateArray());
        Assert.Equal(["function", "module", "file", "first_line", "pid", "lines"], function.EnumerateObject().Select(key => key.Name));
        var lines = function.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(["line", "mem_usage_bytes", "increment_bytes", "occurrences", "source"], lines[0].EnumerateObject().Select(key => key.Name));
        Assert.Equal(["line", "source"], lines[1].EnumerateObject().Select(key => key.Name));
        Assert.Equal(-1234567, lines[4].GetProperty("increment_bytes").GetInt64());
    }
}
