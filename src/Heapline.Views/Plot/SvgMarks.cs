using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Marks of the program in an SVG plot: a dashed line each, its name at the top where there is room.</summary>
internal static class SvgMarks
{
    private const double FontSize = 11;

    /// <summary>Draws those that the frame shows.</summary>
    public static void Draw(SvgSheet sheet, SvgArea area, PlotFrame frame, IReadOnlyList<TimelineMark> marks, SvgLabels labels)
    {
        var shown = marks.Where(mark => frame.Shows(mark.Seconds)).Select(mark => (mark.Name, X: area.X(frame, mark.Seconds))).ToList();
        if (shown.Count == 0)
            return;
        using var _ = sheet.Group(SvgPalette.Muted);
        double free = area.Left;
        foreach (var (name, x) in shown)
        {
            sheet.Shape("path", ("stroke", "currentColor"), ("stroke-width", 1.0), ("stroke-dasharray", "2 3"),
                ("d", $"M{SvgText.Number(x)} {SvgText.Number(area.Top)}V{SvgText.Number(area.Bottom)}"));
            var text = SvgText.Fit(Printable.Text(name), FontSize, 160);
            double width = SvgText.Width(text, FontSize);
            // To the right of its line, at the end of the axis to the left; none over another.
            double left = x + 4 + width <= area.Right ? x + 4 : x - 4 - width;
            if (left < free)
                continue;
            sheet.Text(left, area.Top + FontSize, FontSize, text);
            labels.Avoid(left + width / 2, area.Top + FontSize / 2, Math.Max(width / 2, FontSize));
            free = left + width + 4;
        }
    }
}
