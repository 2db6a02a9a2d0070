using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Calls of decorated functions: a labelled bracket in the strip under the curves, and one on the curve as memory_profiler draws it.</summary>
internal static class SvgBrackets
{
    internal const double FontSize = 12;
    internal const double HalfHeight = 9;
    private const double LineWidth = 1.6;

    /// <summary>Draws them.</summary>
    /// <param name="sheet">The document.</param>
    /// <param name="area">Where the curves are; the strip begins at its bottom.</param>
    /// <param name="frame">The axes.</param>
    /// <param name="brackets">The calls in their lanes.</param>
    /// <param name="laneHeight">Height of a lane, in pixels.</param>
    public static void Draw(SvgSheet sheet, SvgArea area, PlotFrame frame, BracketLayout brackets, double laneHeight)
    {
        foreach (var bracket in brackets.Placed.OrderBy(bracket => bracket.Lane).ThenBy(bracket => bracket.Left))
        {
            var calls = bracket.Calls;
            using var _ = sheet.Group(SvgPalette.Call(calls.Function));
            sheet.Tooltip($"{calls.Text}, resident memory {PlotText.Mebibytes(calls.StartResidentBytes)} before, {PlotText.Mebibytes(calls.EndResidentBytes)} after");
            var (left, right) = (area.Left + bracket.Left, area.Left + bracket.Right);
            var top = area.Bottom + bracket.Lane * laneHeight + 5;
            sheet.Shape("rect", ("x", left), ("y", top), ("width", right - left), ("height", laneHeight - 5), ("fill", "currentColor"), ("opacity", 0.13));
            if (right - left >= 6)
            {
                // A call that goes on beyond the window has no end to draw.
                if (frame.Shows(calls.StartSeconds))
                    Half(sheet, left + LineWidth / 2, top, laneHeight - 5, 4, LineWidth);
                if (frame.Shows(calls.EndSeconds))
                    Half(sheet, right - LineWidth / 2, top, laneHeight - 5, -4, LineWidth);
            }
            else
                sheet.Shape("rect", ("x", left), ("y", top), ("width", right - left), ("height", laneHeight - 5), ("fill", "currentColor"));
            if (bracket.LabelLeft is { } label)
            {
                // Widths are upper estimates: anchored where the bracket is, a label keeps its distance in every font.
                var width = SvgText.Width(calls.Text, FontSize);
                var (x, anchor) = bracket.LabelInside ? (label + width / 2, "middle") : label < bracket.Left ? (label + width, "end") : (label, "start");
                sheet.Text(area.Left + x, top + laneHeight - 10, FontSize, calls.Text, ("text-anchor", anchor));
            }
        }

        if (brackets.Dropped > 0)
        {
            using (sheet.Group(SvgPalette.Muted))
                sheet.Text(area.Left, area.Bottom + brackets.Lanes * laneHeight + laneHeight - 6, FontSize, PlotText.MoreCalls(brackets.Dropped));
        }
    }

    /// <summary>Draws the brackets on the curve of the calls that have a label, and gives the middle of each.</summary>
    public static IReadOnlyList<(double X, double Y)> OnCurve(
        SvgSheet sheet, SvgArea area, PlotFrame frame, BracketLayout brackets, TimelineSeries resident)
    {
        var drawn = new List<(double X, double Y)>();
        foreach (var calls in brackets.Placed.Where(bracket => bracket.LabelLeft is not null).Select(bracket => bracket.Calls))
        {
            using var _ = sheet.Group(SvgPalette.Call(calls.Function));
            Draw(calls.StartSeconds, calls.StartResidentBytes, 5);
            Draw(calls.EndSeconds, calls.EndResidentBytes, -5);
        }

        return drawn;

        // The curve was sampled beside the calls, not at them: on the curve is where the eye looks for the bracket.
        void Draw(double seconds, long bytes, double arm)
        {
            if (!frame.Shows(seconds))
                return;
            var (x, y) = (area.X(frame, seconds), area.Y(frame, resident.At(seconds) ?? bytes));
            Half(sheet, x, y - HalfHeight, 2 * HalfHeight, arm, 2);
            drawn.Add((x, y));
        }
    }

    private static void Half(SvgSheet sheet, double x, double top, double height, double arm, double thickness)
    {
        var (inner, outer) = (SvgText.Number(x + arm), SvgText.Number(x));
        sheet.Shape("path", ("fill", "none"), ("stroke", "currentColor"), ("stroke-width", thickness),
            ("d", $"M{inner} {SvgText.Number(top)}H{outer}V{SvgText.Number(top + height)}H{inner}"));
    }
}
