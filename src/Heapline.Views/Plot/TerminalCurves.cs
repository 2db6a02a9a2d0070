using Heapline.Analysis;
using Spectre.Console;

namespace Heapline.Views.Plot;

/// <summary>Draws memory curves into the plot area of a canvas.</summary>
/// <param name="canvas">The sheet.</param>
/// <param name="left">First column of the plot area.</param>
/// <param name="top">First row of the plot area.</param>
/// <param name="width">Columns of the plot area.</param>
/// <param name="rows">Rows of the plot area.</param>
/// <param name="frame">The axes.</param>
/// <param name="ink">Colours and characters.</param>
internal sealed class TerminalCurves(TerminalCanvas canvas, int left, int top, int width, int rows, PlotFrame frame, TerminalInk ink)
{
    // Unicode numbers the eight dots of a braille cell column by column, the lowest row last: 1 2 3 7 on the left, 4 5 6 8 on the right.
    private static readonly int[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };
    private const int DotsHigh = 4;
    private const char Braille = '\u2800';

    /// <summary>Fills the area under a curve; its edge is drawn to an eighth of a row.</summary>
    public void Area(TimelineSeries series)
    {
        foreach (var column in series.Resample(frame.FromSeconds, frame.ToSeconds, width))
        {
            var eighths = Math.Clamp((int)Math.Ceiling(frame.Y(column.High.Bytes) * rows * 8), 1, rows * 8);
            var full = ink.FillsGround ? eighths / 8 : (eighths - 1) / 8;
            for (var row = 0; row < full; row++)
                canvas.Set(left + column.Index, top + rows - 1 - row, ink.Fill, ink.ResidentFill);
            if (eighths > full * 8)
                canvas.Set(left + column.Index, top + rows - 1 - full, ink.Edge(eighths - full * 8), ink.Resident);
        }
    }

    /// <summary>Draws a curve as a line of braille dots, two in a column and four in a row.</summary>
    public void BrailleLine(TimelineSeries series, Style style)
    {
        var height = rows * DotsHigh;
        foreach (var column in series.Resample(frame.FromSeconds, frame.ToSeconds, width * 2))
        {
            var (low, high) = (Level(column.Low.Bytes, height), Level(column.High.Bytes, height));
            for (var level = low; level <= high; level++)
            {
                var (x, y) = (left + column.Index / 2, top + rows - 1 - level / DotsHigh);
                var under = canvas[x, y] is >= Braille and <= '\u28ff' ? canvas[x, y] : Braille;
                canvas.Set(x, y, (char)(under | Dots[column.Index % 2, DotsHigh - 1 - level % DotsHigh]), style);
            }
        }
    }

    /// <summary>Draws a curve with one character.</summary>
    public void MarkLine(TimelineSeries series, char mark, Style style)
    {
        foreach (var column in series.Resample(frame.FromSeconds, frame.ToSeconds, width))
        {
            var (low, high) = (Level(column.Low.Bytes, rows), Level(column.High.Bytes, rows));
            for (var level = low; level <= high; level++)
                canvas.Set(left + column.Index, top + rows - 1 - level, mark, style);
        }
    }

    /// <summary>Marks the highest instant of a curve, with its amount where there is room beside the mark.</summary>
    public void Peak(TimelineSeries series, Style style)
    {
        if (series.Peak is not { } peak || !frame.Shows(peak.Seconds))
            return;

        var x = left + Math.Min(width - 1, (int)(frame.X(peak.Seconds) * width));
        var y = top + rows - 1 - Level(peak.Bytes, rows) - 1;
        var text = PlotText.Mebibytes(peak.Bytes);
        var free = $" {ink.Fill}";
        if (canvas.IsFree(x + 1, y, text.Length + 2, free) && x + 2 + text.Length <= left + width)
            canvas.Write(x + 2, y, text, style);
        else if (x - 1 - text.Length > left && canvas.IsFree(x - 2 - text.Length, y, text.Length + 2, free))
            canvas.Write(x - 1 - text.Length, y, text, style);
        canvas.Set(x, y, ink.PeakMark, style);
    }

    /// <summary>Draws the trend of a curve as far as the curve goes, dashed.</summary>
    public void Trend(TrendLine? trend, TimelineSeries series)
    {
        if (trend is null || series.IsEmpty)
            return;
        for (var x = 0; x < width; x += 2)
        {
            var seconds = frame.FromSeconds + (x + 0.5) / width * (frame.ToSeconds - frame.FromSeconds);
            if (seconds >= series.Points[0].Seconds && seconds <= series.Points[^1].Seconds && trend.BytesAt(seconds) is >= 0 and var bytes)
                canvas.Set(left + x, top + rows - 1 - Level(bytes, rows), ink.Dash, TerminalInk.Trend);
        }
    }

    /// <summary>Draws a level line over the whole width.</summary>
    public void Level(long bytes, Style style)
    {
        for (var x = 0; x < width; x++)
            canvas.Set(left + x, top + rows - 1 - Level(bytes, rows), ink.Dash, style);
    }

    private int Level(long bytes, int levels) => Math.Clamp((int)(frame.Y(bytes) * levels), 0, levels - 1);
}
