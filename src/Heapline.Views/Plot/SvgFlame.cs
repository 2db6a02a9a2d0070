using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Calls of decorated functions as rectangles over the curves, each at the level it was made at: who called whom, and how long it took.</summary>
internal static class SvgFlame
{
    private const double FontSize = 12;
    internal const double MostHeight = 64;
    private const int MostLevels = 40;
    private const double Gap = 4;

    /// <summary>Arranges the calls: lane 0 is level 0. Calls of one function that are too close together to tell apart are one rectangle.</summary>
    public static BracketLayout Arrange(IReadOnlyList<TimelineSpan> spans, PlotFrame frame, double width)
    {
        var pixel = (frame.ToSeconds - frame.FromSeconds) / width;
        return BracketLayout.ByLevel(
            spans, MostLevels, level => CallGroup.Of(level, frame, pixel, 2 * pixel),
            group => (frame.X(Math.Max(group.StartSeconds, frame.FromSeconds)) * width, Math.Min(frame.X(group.EndSeconds), 1) * width),
            group => SvgText.Width(group.Text, FontSize), Gap);
    }

    /// <summary>Draws them, the outermost calls at the bottom.</summary>
    public static void Draw(SvgSheet sheet, SvgArea area, PlotFrame frame, BracketLayout calls)
    {
        // A level above the highest stays free, as in the original: the curve shows there.
        var height = Math.Min(MostHeight, area.Height / (calls.Lanes + 1));
        foreach (var call in calls.Placed)
        {
            using var zoomed = sheet.Part(
                ("class", "call"), ("cursor", "pointer"), ("data-level", call.Lane),
                ("data-from", SvgFlameZoom.Exact(Math.Max(0, frame.X(call.Calls.StartSeconds)))), ("data-to", SvgFlameZoom.Exact(Math.Min(1, frame.X(call.Calls.EndSeconds)))));
            using var _ = sheet.Group(SvgPalette.Call(call.Calls.Function));
            sheet.Tooltip($"{call.Calls.Text}, resident memory {PlotText.Mebibytes(call.Calls.StartResidentBytes)} before, {PlotText.Mebibytes(call.Calls.EndResidentBytes)} after");
            var (x, y) = (area.Left + call.Left, area.Bottom - (call.Lane + 1) * height);
            sheet.Shape("rect", ("x", x), ("y", y), ("width", Math.Max(1, call.Right - call.Left)), ("height", height - 1),
                ("fill", "currentColor"), ("fill-opacity", 0.35), ("stroke", "currentColor"));
            var width = SvgText.Width(call.Calls.Text, FontSize) + 2 * Gap;
            bool isLabelled = call.LabelLeft is not null && height >= FontSize + 4;
            sheet.Text(x + 4, y + FontSize + 1, FontSize, call.Calls.Text,
                ("font-weight", 600), ("data-width", width), ("style", isLabelled ? "" : "display:none"), ("pointer-events", "none"));
        }
    }
}
