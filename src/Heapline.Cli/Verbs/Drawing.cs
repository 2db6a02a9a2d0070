using System.Text;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views;
using Heapline.Views.Plot;
using Heapline.Views.Report;

namespace Heapline.Cli.Verbs;

/// <summary>How a plot is to look, wherever it goes.</summary>
/// <param name="Title">What to write above; null for the command line.</param>
/// <param name="Window">The part of the run to draw; null for all of it.</param>
/// <param name="ShowFunctions">Whether to draw the calls of decorated functions.</param>
/// <param name="ShowTrend">Whether to draw the trend of each curve.</param>
/// <param name="Flame">Whether to draw the calls by the level they were made at, rather than as brackets.</param>
internal sealed record Drawing(string? Title, PlotWindow? Window, bool ShowFunctions, bool ShowTrend, bool Flame)
{
    /// <summary>Draws into the terminal.</summary>
    public void Show(ReportConsole console, Timeline timeline) => TerminalPlot.Render(
        console.Canvas, timeline, new TerminalPlotOptions
        {
            Width = console.Width, Title = Title, Window = Window, ShowFunctions = ShowFunctions, ShowTrend = ShowTrend, Flame = Flame,
        });

    /// <summary>Writes a page that begins with the timeline.</summary>
    public void SavePage(CaptureData capture, string path)
    {
        var page = ReportPage.Make(capture, new ReportOptions { View = ReportView.Timeline, Title = Title, Window = Window is { } window ? (window.FromSeconds, window.ToSeconds) : null });
        Output.Save(path, page.Bytes.Span);
        Output.Report(console => PageOptions.Saved(console, path, page));
    }

    /// <summary>Writes a file: SVG or PNG, as its name says.</summary>
    /// <exception cref="UserErrorException">The name says neither.</exception>
    public void Save(Timeline timeline, string path)
    {
        bool png = path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (!png && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"a plot is written as .svg, .png or .html, and {path} ends in none of them");
        var svg = SvgPlot.Render(timeline, new SvgPlotOptions
        {
            Title = Title, Window = Window, ShowFunctions = ShowFunctions, ShowTrend = ShowTrend, Flame = Flame,
            Theme = png ? SvgTheme.Light : SvgTheme.Auto,
        });
        if (png)
            PngPlot.Write(svg, path);
        else
            Output.Save(path, Encoding.UTF8.GetBytes(svg));
    }
}
