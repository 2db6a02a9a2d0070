namespace Heapline.Views.Plot;

/// <summary>Axes, grid and tick labels of an SVG plot.</summary>
internal static class SvgAxes
{
    private const double FontSize = 12;

    /// <summary>Draws them.</summary>
    /// <param name="sheet">The document.</param>
    /// <param name="area">Where the curves are.</param>
    /// <param name="frame">The axes.</param>
    /// <param name="isZoomed">Whether a script puts other times on the axis: its grid and labels then stand in groups for that.</param>
    /// <param name="bottom">Bottom of the strip of function calls under the curves, in pixels; the time axis is labelled below it.</param>
    public static void Draw(SvgSheet sheet, SvgArea area, PlotFrame frame, double bottom, bool isZoomed = false)
    {
        var times = frame.TimeTicks.Values.Select(value => (Label: frame.TimeTicks.Label(value), X: area.X(frame, value * frame.Unit.Seconds))).ToList();
        var amounts = frame.MemoryTicks.Values
            .Select(value => (Label: frame.MemoryTicks.Label(value), Y: area.Bottom - value / frame.TopMebibytes * area.Height)).ToList();

        using (sheet.Group(SvgPalette.Grid, ("stroke", "currentColor")))
        {
            foreach (var (_, y) in amounts)
                sheet.Shape("path", ("d", $"M{SvgText.Number(area.Left)} {SvgText.Number(y)}H{SvgText.Number(area.Right)}"));
            using SvgGroup? whole = isZoomed ? sheet.Part(("class", "whole")) : null;
            foreach (var (_, x) in times)
                sheet.Shape("path", ("d", $"M{SvgText.Number(x)} {SvgText.Number(area.Top)}V{SvgText.Number(bottom)}"));
        }

        using (sheet.Group(SvgPalette.Muted))
        {
            sheet.Shape("path", ("fill", "none"), ("stroke", "currentColor"),
                ("d", $"M{SvgText.Number(area.Left)} {SvgText.Number(area.Top)}V{SvgText.Number(area.Bottom)}H{SvgText.Number(area.Right)}"));
            foreach (var (label, y) in amounts)
                sheet.Text(area.Left - 8, y + 4, FontSize, label, ("text-anchor", "end"));
            using SvgGroup? labels = isZoomed ? sheet.Part(("class", "tick-labels")) : null;
            using SvgGroup? whole = isZoomed ? sheet.Part(("class", "whole")) : null;
            foreach (var (label, x) in times)
                sheet.Text(x, bottom + 18, FontSize, label, ("text-anchor", "middle"));
        }

        using (sheet.Group(SvgPalette.Ink))
        {
            sheet.Text((area.Left + area.Right) / 2, bottom + 42, 13, $"time (in {frame.Unit.Name})", ("text-anchor", "middle"));
            var middle = (area.Top + area.Bottom) / 2;
            sheet.Text(24, middle, 13, "memory used (in MiB)", ("text-anchor", "middle"), ("transform", $"rotate(-90 24 {SvgText.Number(middle)})"));
        }
    }
}
