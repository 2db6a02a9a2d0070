using System.Globalization;
using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Draws memory over time as a standalone SVG document, in the proportions of memory_profiler's figure (14 by 6 inches at 90 dpi).</summary>
public static class SvgPlot
{
    internal const double Width = 1260;
    internal const double Height = 540;
    private const double Left = 88;
    private const double RightMargin = 30;
    private const double LegendLine = 20;
    private const double LaneHeight = 23;
    private const double LabelRoom = 32;
    private const int MostLanes = 6;

    /// <summary>Draws a timeline. One that is empty gives a picture that says so.</summary>
    /// <param name="timeline">What to draw.</param>
    /// <param name="options">How.</param>
    /// <returns>The document, without references to anything outside of it; a flame graph has one script, which zooms.</returns>
    public static string Render(Timeline timeline, SvgPlotOptions? options = null)
    {
        options ??= new SvgPlotOptions();
        var title = options.Title ?? timeline.Title;
        using var sheet = new SvgSheet(Width, Height, title, options.Theme);
        using (sheet.Group(SvgPalette.Ground))
            sheet.Shape("rect", ("width", Width), ("height", Height), ("fill", "currentColor"));
        Heading(sheet, timeline, title);
        if (timeline.EmptyReason is { } reason)
        {
            using (sheet.Group(SvgPalette.Muted))
                sheet.Text(Width / 2, Height / 2, 14, SvgText.Fit(reason, 14, Width - 2 * RightMargin), ("text-anchor", "middle"));
            return sheet.Finish();
        }

        var curves = SvgCurve.Of(timeline, options.ShowTrend);
        PlotFrame Framed(double headroom) => PlotFrame.Around(timeline, options.Window, curves.Select(curve => curve.Series), 12, 8, headroom);
        var legend = SvgLegend.Of(timeline, curves, Width - Left - RightMargin);
        var plotTop = 96 + (legend.Lines - 1) * LegendLine;
        var calls = options.ShowFunctions && timeline.Runs.Count == 1 ? timeline.Runs[0].Spans : [];
        var brackets = Brackets(options.Flame ? [] : calls, Framed(0));
        var strip = brackets.Lanes * LaneHeight + (brackets.Dropped > 0 ? LaneHeight : 0);
        var area = new SvgArea(Left, plotTop, Width - RightMargin, Height - 56 - strip);
        var frame = Framed(LabelRoom / area.Height);

        legend.Draw(sheet, Left, 80, LegendLine);
        var flame = SvgFlame.Arrange(options.Flame ? calls : [], frame, area.Width);
        bool isZoomed = flame.Placed.Count > 0;
        SvgAxes.Draw(sheet, area, frame, area.Bottom + strip, isZoomed);
        Curves(sheet, area, frame, curves, isZoomed);
        if (isZoomed)
            SvgFlame.Draw(sheet, area, frame, flame);
        SvgBrackets.Draw(sheet, area, frame, brackets, LaneHeight);
        var labels = new SvgLabels(area, frame, [.. curves.Select(curve => curve.Series)]);
        foreach (var (x, y) in SvgBrackets.OnCurve(sheet, area, frame, brackets, timeline.Runs[0].Resident))
            labels.Avoid(x, y, SvgBrackets.HalfHeight);
        using (SvgGroup? whole = isZoomed ? sheet.Part(("class", "whole"), ("pointer-events", "none")) : null)
        {
            SvgMarks.Draw(sheet, area, frame, timeline.Runs.Count == 1 ? timeline.Runs[0].Marks : [], labels);
            Peaks(sheet, area, frame, curves, labels);
        }
        if (isZoomed)
            SvgFlameZoom.End(sheet);
        return sheet.Finish();
    }

    private static void Curves(SvgSheet sheet, SvgArea area, PlotFrame frame, IReadOnlyList<SvgCurve> curves, bool isZoomed)
    {
        if (isZoomed)
            sheet.Clip(area);
        using SvgGroup? zoom = isZoomed ? SvgFlameZoom.Begin(sheet, area, frame, SvgFlame.MostHeight) : null;
        using SvgGroup? clip = isZoomed ? sheet.Part(("clip-path", "url(#within)")) : null;
        using SvgGroup? moved = isZoomed ? sheet.Part(("class", "curves")) : null;
        foreach (var curve in curves)
            curve.Draw(sheet, area, frame);
    }

    private static void Heading(SvgSheet sheet, Timeline timeline, string title)
    {
        using (sheet.Group(SvgPalette.Ink))
            sheet.Text(Left, 34, 17, SvgText.Fit(Printable.Text(title), 17 * 1.1, Width - Left - RightMargin), ("font-weight", "bold"));
        using (sheet.Group(SvgPalette.Muted))
            sheet.Text(Left, 55, 12, timeline.Runs.Count == 1 ? Facts(timeline.Runs[0]) : $"{timeline.Runs.Count} runs, each from its own start");
    }

    private static string Facts(TimelineRun run)
    {
        var facts = new List<string>();
        if (run.PythonVersion.Length > 0)
            facts.Add($"Python {run.PythonVersion}");
        facts.Add("started " + run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        facts.Add("ran " + PlotText.Time(run.DurationSeconds, TimeUnit.For(run.DurationSeconds)));
        return string.Join("  ·  ", facts);
    }

    private static BracketLayout Brackets(IReadOnlyList<TimelineSpan> spans, PlotFrame frame)
    {
        const double width = Width - Left - RightMargin;
        var pixel = (frame.ToSeconds - frame.FromSeconds) / width;
        return BracketLayout.Widening([4, 16, 64, width], near => BracketLayout.Of(
            CallGroup.Of(spans, frame, near * pixel, Math.Max(60, 2 * near) * pixel), width, MostLanes, 6,
            group =>
            {
                var left = Math.Min(Math.Clamp(frame.X(group.StartSeconds), 0, 1) * width, width - 2);
                return (left, Math.Max(left + 2, Math.Clamp(frame.X(group.EndSeconds), 0, 1) * width));
            },
            group => SvgText.Width(group.Text, SvgBrackets.FontSize)));
    }

    private static void Peaks(SvgSheet sheet, SvgArea area, PlotFrame frame, IReadOnlyList<SvgCurve> curves, SvgLabels labels)
    {
        var marked = curves.Where(curve => curve.MarksPeak && curve.Series.Peak is { } peak && frame.Shows(peak.Seconds)).ToList();
        foreach (var peak in marked.Select(curve => curve.Series.Peak!.Value))
            labels.Avoid(area.X(frame, peak.Seconds), area.Y(frame, peak.Bytes), 6);
        foreach (var curve in marked)
        {
            var peak = curve.Series.Peak!.Value;
            var (x, y) = (area.X(frame, peak.Seconds), area.Y(frame, peak.Bytes));
            var text = $"peak {frame.Describe(peak)}";
            using (sheet.Group(SvgPalette.Ground))
                sheet.Shape("circle", ("cx", x), ("cy", y), ("r", 6.5), ("fill", "currentColor"));
            var place = labels.Place(x, y, SvgText.Width(text, 12), 15);
            // The halo is a text of its own in the ground's colour: paint-order is not understood everywhere.
            if (place is var (haloX, haloY))
            {
                using (sheet.Group(SvgPalette.Ground))
                    sheet.Text(haloX, haloY, 12, text, ("stroke", "currentColor"), ("stroke-width", 4.0), ("stroke-linejoin", "round"), ("opacity", 0.85));
            }

            using (sheet.Group(curve.Colour))
            {
                sheet.Shape("circle", ("cx", x), ("cy", y), ("r", 4.5), ("fill", "currentColor"));
                if (place is var (textX, textY))
                    sheet.Text(textX, textY, 12, text, ("font-weight", 600));
            }
        }
    }
}
