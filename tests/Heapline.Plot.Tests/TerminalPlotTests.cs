using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views.Plot;
using Spectre.Console;
using Spectre.Console.Rendering;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class TerminalPlotTests
{
    public static TheoryData<string> Cases => new("pipeline", "workers", "seven-hours", "one-sample", "many-calls", "hostile");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plain_plot_of_80_columns_looks_as_expected(string name) =>
        Golden.Matches($"{name}.txt", Draw([Sample(name)]));

    [Fact]
    public void Ascii_plot_looks_as_expected() =>
        Golden.Matches("pipeline-ascii.txt", Draw([SampleCaptures.Pipeline], new TerminalPlotOptions { Ascii = true }));

    [Fact]
    public void Two_runs_in_one_plot_look_as_expected() =>
        Golden.Matches("two-runs.txt", Draw([SampleCaptures.Pipeline, SampleCaptures.PipelineAgain]));

    [Fact]
    public void Coloured_plot_looks_as_expected() =>
        Golden.Matches("pipeline-coloured.txt", Draw([SampleCaptures.Pipeline], null, 80, AnsiSupport.Yes, ColorSystemSupport.EightBit));

    [Fact]
    public void Limit_of_memory_is_a_line() =>
        Golden.Matches("limited.txt", Draw([SampleCaptures.Limited]));

    [Fact]
    public void Limit_far_above_the_curves_leaves_the_plot_as_it_is() =>
        Assert.Equal(Draw([SampleCaptures.Pipeline]), Draw([SampleCaptures.Pipeline with { MemoryLimit = new MemoryLimit(1L << 40) }]));

    [Fact]
    public void Window_shows_its_part_alone() =>
        Golden.Matches("pipeline-window.txt", Draw([SampleCaptures.Pipeline], new TerminalPlotOptions { Window = new PlotWindow(1.2, 1.4), Rows = 8 }));

    [Theory]
    [InlineData("pipeline")]
    [InlineData("many-calls")]
    [InlineData("hostile")]
    public void Ascii_plot_holds_nothing_but_printable_ascii(string name)
    {
        var text = Draw([Sample(name)], new TerminalPlotOptions { Ascii = true });
        Assert.All(text, letter => Assert.True(letter is '\n' or >= ' ' and < '\u007f', $"U+{(int)letter:X4}"));
    }

    [Fact]
    public void Ascii_is_taken_where_the_console_has_no_unicode()
    {
        var console = Console(80, AnsiSupport.No, ColorSystemSupport.NoColors, out var writer);
        console.Profile.Capabilities.Unicode = false;
        TerminalPlot.Render(console, Timeline.From(SampleCaptures.OneSample));
        Assert.All(writer.ToString(), letter => Assert.True(letter < '\u007f'));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(132)]
    [InlineData(300)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        foreach (var name in Cases.Select(row => row.Data))
        {
            var lines = Draw([Sample(name)], null, width).Split('\n');
            Assert.All(lines, line => Assert.InRange(new Segment(line).CellCount(), 0, width));
        }
    }

    [Fact]
    public void Hostile_text_reaches_the_terminal_as_text()
    {
        var text = Draw([SampleCaptures.Hostile], null, 300);
        Assert.All(text, letter => Assert.True(letter == '\n' || !char.IsControl(letter), $"U+{(int)letter:X4}"));
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains(@"\x1b[31mred", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_colours_two_runs_have_different_letters()
    {
        var text = Draw([SampleCaptures.Pipeline, SampleCaptures.PipelineAgain]);
        Assert.Contains("** pipeline.py", text, StringComparison.Ordinal);
        Assert.Contains("oo pipeline.py (2)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_capture_is_answered_with_a_sentence()
    {
        var text = Draw([SampleCaptures.Empty], null, 200);
        Assert.Equal(
            "No memory was recorded: the run took 0.004 s and holds neither a reading of resident memory (one every 0.01 s) nor an allocation.\n", text);
    }

    [Fact]
    public void Plot_without_decorated_calls_has_none_of_their_rows()
    {
        var text = Draw([SampleCaptures.Pipeline], new TerminalPlotOptions { ShowFunctions = false });
        Assert.DoesNotContain("transform", text, StringComparison.Ordinal);
        Assert.Equal(2 + 14 + 2, text.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void One_event_spike_is_drawn_to_its_full_height()
    {
        // 62 of 70 MiB on 14 rows: the spike must reach the second row of the plot, of which the area's edge is only to the right of it.
        var rows = Draw([SampleCaptures.Pipeline]).Split('\n');
        Assert.Matches(@"│ +62\.0 MiB ▼", rows[2]);
        Assert.Contains(rows[3], letter => letter is > '\u2800' and <= '\u28ff');
    }

    private static CaptureData Sample(string name) => name switch
    {
        "pipeline" => SampleCaptures.Pipeline,
        "workers" => SampleCaptures.Workers,
        "seven-hours" => SampleCaptures.SevenHours,
        "one-sample" => SampleCaptures.OneSample,
        "many-calls" => SampleCaptures.ManyCalls,
        "hostile" => SampleCaptures.Hostile,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such sample"),
    };

    private static string Draw(
        CaptureData[] captures, TerminalPlotOptions? options = null, int width = 80,
        AnsiSupport ansi = AnsiSupport.No, ColorSystemSupport colours = ColorSystemSupport.NoColors)
    {
        var console = Console(width, ansi, colours, out var writer);
        TerminalPlot.Render(console, Timeline.From(captures), options);
        return writer.ToString();
    }

    private static IAnsiConsole Console(int width, AnsiSupport ansi, ColorSystemSupport colours, out StringWriter writer)
    {
        writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi, ColorSystem = colours, Out = new AnsiConsoleOutput(writer), Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
