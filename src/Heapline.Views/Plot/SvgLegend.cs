using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>The legend of an SVG plot: entries in lines of the plot's width.</summary>
internal sealed class SvgLegend
{
    private const double FontSize = 12;
    private const double Sign = 26;
    private const double Gap = 26;
    private const int MostLines = 4;
    private readonly List<(SvgCurve? Curve, string Text, double X, int Line)> _entries = [];

    /// <summary>How many lines it takes.</summary>
    public int Lines => _entries.Count == 0 ? 1 : _entries[^1].Line + 1;

    /// <summary>Arranges the legend.</summary>
    /// <param name="timeline">What is plotted.</param>
    /// <param name="curves">Its curves.</param>
    /// <param name="width">Most width of a line, in pixels.</param>
    public static SvgLegend Of(Timeline timeline, IReadOnlyList<SvgCurve> curves, double width)
    {
        var legend = new SvgLegend();
        var entries = curves.Where(curve => curve.IsNamed).OrderBy(curve => curve.IsDashed).Select(curve => ((SvgCurve?)curve, Described(curve))).ToList();
        if (ProcessCurves.LeftOut(timeline) is > 0 and var more)
            entries.Add((null, $"and {more} smaller processes"));

        var (x, line) = (0.0, 0);
        foreach (var (curve, full) in entries)
        {
            var text = SvgText.Fit(Printable.Text(full), FontSize, width / 2);
            var needed = Sign + SvgText.Width(text, FontSize);
            if (x > 0 && x + needed > width)
                (x, line) = (0, line + 1);
            if (line == MostLines)
                break;
            legend._entries.Add((curve, text, x, line));
            x += needed + Gap;
        }

        return legend;
    }

    /// <summary>Draws it.</summary>
    public void Draw(SvgSheet sheet, double left, double baseline, double lineHeight)
    {
        foreach (var (curve, text, x, line) in _entries)
        {
            var y = baseline + line * lineHeight;
            if (curve is not null)
            {
                using var _ = sheet.Group(curve.Colour);
                if (curve.IsFilled)
                    sheet.Shape("rect", ("x", left + x), ("y", y - 9), ("width", 18.0), ("height", 9.0), ("fill", "currentColor"), ("opacity", 0.25));
                var signY = curve.IsFilled ? y - 9 : y - 4;
                sheet.Shape("path", ("stroke", "currentColor"), ("stroke-width", Math.Max(curve.Thickness, 1.5)),
                    ("stroke-dasharray", curve.IsDashed ? "5 3" : "none"),
                    ("d", $"M{SvgText.Number(left + x)} {SvgText.Number(signY)}h18"));
            }

            using (sheet.Group(SvgPalette.Ink))
                sheet.Text(left + x + (curve is null ? 0 : Sign), y, FontSize, text);
        }
    }

    private static string Described(SvgCurve curve) =>
        (curve.Series.Peak is { } peak && !curve.IsDashed ? $"{curve.Name}, peak {PlotText.Mebibytes(peak.Bytes)}" : curve.Name) + curve.Slope;
}
