using Heapline.Analysis;
using Heapline.Analysis.Dat;
using Heapline.Views.Plot;
using Spectre.Console;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class DatPlotTests
{
    // The clock of the place is what a plot shows; a golden file must not depend on it.
    private static Timeline Sample
    {
        get
        {
            var capture = CaptureOfDat.Of(DatText.Read(DatText.Sample), "x.dat");
            return Timeline.From(capture with { Run = capture.Run with { StartedAt = capture.Run.StartedAt.ToUniversalTime() } });
        }
    }

    [Fact]
    public void Profile_of_the_original_is_drawn_with_its_children_apart_and_its_trend() =>
        Golden.Matches("dat-slope.svg", SvgPlot.Render(Sample, new SvgPlotOptions { ShowTrend = true, Theme = SvgTheme.Light }));

    [Fact]
    public void Flame_stands_calls_on_their_callers() =>
        Golden.Matches("dat-flame.svg", SvgPlot.Render(Sample, new SvgPlotOptions { Flame = true, Theme = SvgTheme.Light }));

    [Fact]
    public void A_flame_says_what_its_zoom_needs_and_a_picture_without_calls_has_no_script()
    {
        var flame = System.Xml.Linq.XDocument.Parse(SvgPlot.Render(Sample, new SvgPlotOptions { Flame = true }));
        var calls = flame.Descendants().Where(element => (string?)element.Attribute("class") == "call").ToList();

        Assert.Equal(Sample.Runs[0].Spans.Count, calls.Count);
        Assert.All(calls, call => Assert.InRange((double)call.Attribute("data-to")! - (double)call.Attribute("data-from")!, 0.01, 1));
        Assert.Equal(["0", "1"], calls.Select(call => (string)call.Attribute("data-level")!).Order(StringComparer.Ordinal));
        Assert.Single(flame.Descendants(), element => element.Name.LocalName == "script");
        Assert.DoesNotContain("<script", SvgPlot.Render(Sample, new SvgPlotOptions()), StringComparison.Ordinal);
        var uncalled = Timeline.From(CaptureOfDat.Of(DatText.Read("MEM 1 2.0000\nMEM 2 3.0000\n"), "x.dat"));
        Assert.DoesNotContain("<script", SvgPlot.Render(uncalled, new SvgPlotOptions { Flame = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Terminal_shows_children_and_trend() => Golden.Matches("dat-slope.txt", Terminal(new TerminalPlotOptions { Width = 80, ShowTrend = true }));

    [Fact]
    public void Terminal_shows_calls_by_their_level() => Golden.Matches("dat-flame.txt", Terminal(new TerminalPlotOptions { Width = 80, Flame = true, ShowTrend = true, Ascii = true }));

    [Fact]
    public void A_flame_of_deep_recursion_drops_what_is_too_deep_and_says_so()
    {
        var lines = Enumerable.Range(0, 200).Select(level => FormattableString.Invariant($"FUNC m.f 1 {1000 + level * 0.01:F4} 1 {1010 - level * 0.01:F4} {level}"));
        var deep = Timeline.From(CaptureOfDat.Of(DatText.Read(string.Join('\n', lines.Append("MEM 5 1001.0000\n"))), "x.dat"));

        Assert.Equal(200, deep.Runs[0].Spans.Max(span => span.Level) + 1);
        Assert.Equal(40, SvgPlot.Render(deep, new SvgPlotOptions { Flame = true }).Split("fill-opacity=\"0.35\"").Length - 1);
        Assert.Contains("and 188 more calls", Terminal(deep, new TerminalPlotOptions { Width = 80, Flame = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_at_calls_and_returns_is_on_the_curve()
    {
        var points = Sample.Runs[0].Resident.Points;

        Assert.Equal(9, points.Count);
        Assert.Contains(points, point => Math.Abs(point.Seconds - 0.8) < 1e-6 && point.Bytes == (long)(61.5 * (1 << 20)));
    }

    // numpy.polyfit([0, 1, 2, 4], [1, 3, 2, 8], 1) = [1.65714286, 0.6]
    [Fact]
    public void Trend_is_that_of_numpy()
    {
        const long MiB = 1 << 20;
        var trend = TrendLine.Of([new(0, MiB), new(1, 3 * MiB), new(2, 2 * MiB), new(4, 8 * MiB)])!;

        Assert.Equal(1.6571429, trend.MebibytesPerSecond, 6);
        Assert.Equal(0.6, trend.MebibytesAtStart, 6);
        Assert.Equal(" slope 1.65714", PlotText.Slope(trend));
    }

    [Fact]
    public void One_instant_has_no_trend()
    {
        Assert.Null(TrendLine.Of([]));
        Assert.Null(TrendLine.Of([new(1, 5), new(1, 9)]));
    }

    private static string Terminal(TerminalPlotOptions options) => Terminal(Sample, options);

    private static string Terminal(Timeline timeline, TerminalPlotOptions options)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = options.Width!.Value;
        console.Profile.Capabilities.Unicode = options.Ascii != true;
        TerminalPlot.Render(console, timeline, options);
        return writer.ToString();
    }
}
