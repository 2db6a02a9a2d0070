using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Marks of the program in a terminal plot: a dotted line in what is free of its column, and the name in the top row where there is room.</summary>
internal static class TerminalMarks
{
    private const int LongestName = 20;

    /// <summary>Draws those that the frame shows.</summary>
    public static void Draw(TerminalCanvas canvas, PlotFrame frame, TerminalInk ink, IReadOnlyList<TimelineMark> marks, int left, int top, int width, int rows)
    {
        foreach (var mark in marks.Where(mark => frame.Shows(mark.Seconds)))
        {
            int x = left + Math.Min(width - 1, (int)(frame.X(mark.Seconds) * width));
            for (int y = top; y < top + rows; y++)
                if (canvas[x, y] == ' ')
                    canvas.Set(x, y, ink.MarkLine, ink.Axis);
            var name = TerminalText.Fit(Printable.Text(mark.Name), LongestName, ink.Ascii);
            int length = TerminalText.Width(name, ink.Ascii);
            int start = x + 1 + length <= left + width ? x + 1 : x - length;
            if (canvas.IsFree(start, top, length, " "))
                canvas.Write(start, top, name, ink.Axis, ink.Ascii);
        }
    }
}
