using Heapline.Analysis;
using Spectre.Console;

namespace Heapline.Views.Plot;

/// <summary>Draws memory over time into a terminal: resident memory as an area, the live heap as a line on it, calls of decorated functions below.</summary>
public static class TerminalPlot
{
    private const int MostLanes = 4;
    private const int MostLevels = 12;
    private const int NarrowestPlot = 20;

    /// <summary>Draws a timeline. One that is empty is answered with a sentence that says so.</summary>
    /// <param name="console">Where to draw; colours and characters are those that it can show.</param>
    /// <param name="timeline">What to draw.</param>
    /// <param name="options">How.</param>
    public static void Render(IAnsiConsole console, Timeline timeline, TerminalPlotOptions? options = null)
    {
        options ??= new TerminalPlotOptions();
        if (timeline.EmptyReason is { } reason)
        {
            console.Write(new Text(reason + "\n"));
            return;
        }

        var capabilities = console.Profile.Capabilities;
        var ink = new TerminalInk(
            options.Ascii ?? !capabilities.Unicode, capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors });
        console.Write(Draw(timeline, options, ink, Math.Max(options.Width ?? console.Profile.Width, NarrowestPlot + 12)));
    }

    private static TerminalCanvas Draw(Timeline timeline, TerminalPlotOptions options, TerminalInk ink, int width)
    {
        var single = timeline.Runs.Count == 1 ? timeline.Runs[0] : null;
        TimelineSeries[] shown = single is null ? [.. timeline.Runs.Select(run => run.Resident)] : [single.Resident, single.Heap, single.Limit];
        var rows = Math.Max(4, options.Rows);
        // A row and a half above the highest point is for its mark and amount; one tick in three rows and in ten columns is easily read.
        var frame = PlotFrame.Around(timeline, options.Window, shown, Math.Max(2, width / 10), Math.Max(2, rows / 3), 1.5 / rows);
        var left = Math.Max("MiB".Length, frame.MemoryTicks.Values.Max(value => frame.MemoryTicks.Label(value).Length)) + 3;
        var plotWidth = width - left - 1;

        var brackets = Brackets(single, options, frame, ink, plotWidth);
        var legend = TerminalLegend.Lines(timeline, frame, ink, width - left, options.ShowTrend);
        var top = 1 + legend.Count;
        var notes = brackets.Dropped > 0 ? 1 : 0;
        var canvas = new TerminalCanvas(width, top + rows + 2 + brackets.Lanes + notes);

        canvas.Write(1, 0, TerminalText.Fit(Printable.Text(options.Title ?? timeline.Title), width - 2, ink.Ascii), ink.Title, ink.Ascii);
        for (var line = 0; line < legend.Count; line++)
            TerminalLegend.Write(canvas, left, line + 1, legend[line], ink);
        canvas.Write(left - 2 - "MiB".Length, top - 1, "MiB", ink.Axis);
        Axes(canvas, frame, ink, left, top, plotWidth, rows);
        Curves(new TerminalCurves(canvas, left, top, plotWidth, rows, frame, ink), timeline, ink, options.ShowTrend);
        TerminalMarks.Draw(canvas, frame, ink, single?.Marks ?? [], left, top, plotWidth, rows);
        foreach (var bracket in brackets.Placed)
            Bracket(canvas, frame, left, top + rows + 2 + bracket.Lane, bracket, ink);
        if (notes > 0)
            canvas.Write(left, canvas.Height - 1, PlotText.MoreCalls(brackets.Dropped), ink.Axis);
        return canvas;
    }

    private static void Curves(TerminalCurves curves, Timeline timeline, TerminalInk ink, bool trends)
    {
        if (timeline.Runs.Count == 1)
        {
            var run = timeline.Runs[0];
            curves.Area(run.Resident);
            if (ink.DrawsBraille(1))
                curves.BrailleLine(run.Heap, ink.Heap);
            else
                curves.MarkLine(run.Heap, TerminalInk.RunMark(0), ink.Heap);
            if (ink.DrawsBraille(2))
                curves.BrailleLine(run.Proportional, ink.Title);
            else
                curves.MarkLine(run.Proportional, 'p', ink.Title);
            foreach (var (number, child) in TerminalLegend.Children(run).Index())
            {
                if (ink.DrawsBraille(2))
                    curves.BrailleLine(child.Resident, TerminalInk.Call(number));
                else
                    curves.MarkLine(child.Resident, TerminalInk.RunMark(number + 1), TerminalInk.Call(number));
            }
            if (trends)
                curves.Trend(run.Trend, run.Resident);
            if (run.Limit.Peak is { } limit)
                curves.Level(limit.Bytes, TerminalInk.Limit);
            curves.Peak(run.Resident, ink.ResidentText);
            curves.Peak(run.Heap, ink.Heap);
            return;
        }

        for (var index = 0; index < timeline.Runs.Count; index++)
        {
            if (ink.DrawsBraille(timeline.Runs.Count))
                curves.BrailleLine(timeline.Runs[index].Resident, TerminalInk.Run(index));
            else
                curves.MarkLine(timeline.Runs[index].Resident, TerminalInk.RunMark(index), TerminalInk.Run(index));
        }

        foreach (var run in timeline.Runs)
        {
            if (trends)
                curves.Trend(run.Trend, run.Resident);
        }

        for (var index = 0; index < timeline.Runs.Count; index++)
            curves.Peak(timeline.Runs[index].Resident, TerminalInk.Run(index));
    }

    private static void Axes(TerminalCanvas canvas, PlotFrame frame, TerminalInk ink, int left, int top, int width, int rows)
    {
        for (var row = 0; row < rows; row++)
            canvas.Set(left - 1, top + row, ink.Vertical, ink.Axis);
        foreach (var value in frame.MemoryTicks.Values)
        {
            // A tick stands on the row whose bottom is its amount, 0 on the axis itself; so a curve at 40 MiB touches the mark of 40.
            var row = top + rows - (int)Math.Round(value / frame.TopMebibytes * rows);
            var label = frame.MemoryTicks.Label(value);
            canvas.Set(left - 1, row, ink.TickLeft, ink.Axis);
            canvas.Write(left - 2 - label.Length, row, label, ink.Axis);
        }

        var axis = top + rows;
        canvas.Set(left - 1, axis, ink.Corner, ink.Axis);
        for (var x = 0; x < width; x++)
            canvas.Set(left + x, axis, ink.Horizontal, ink.Axis);
        var free = 0;
        foreach (var value in frame.TimeTicks.Values)
        {
            var x = left + Math.Min(width - 1, (int)(frame.X(value * frame.Unit.Seconds) * width));
            canvas.Set(x, axis, ink.TickDown, ink.Axis);
            var label = frame.TimeTicks.Label(value);
            if (value.Equals(frame.TimeTicks.Values[^1]))
                label += $" {frame.Unit.Symbol}";
            var start = Math.Min(x - frame.TimeTicks.Label(value).Length / 2, left + width + 1 - label.Length);
            if (start < free)
                continue;
            canvas.Write(start, axis + 1, label, ink.Axis);
            free = start + label.Length + 1;
        }
    }

    private static BracketLayout Brackets(TimelineRun? single, TerminalPlotOptions options, PlotFrame frame, TerminalInk ink, int width)
    {
        var cell = (frame.ToSeconds - frame.FromSeconds) / width;
        IReadOnlyList<TimelineSpan> spans = options.ShowFunctions && single is not null ? single.Spans : [];
        if (options.Flame)
            return BracketLayout.ByLevel(
                spans, MostLevels, level => CallGroup.Of(level, frame, cell, 2 * cell), Extent, group => TerminalText.Width(group.Text, ink.Ascii), 1);
        return BracketLayout.Widening([1, 4, 16, width], near => BracketLayout.Of(
            CallGroup.Of(spans, frame, near * cell, Math.Max(16, 2 * near) * cell), width, MostLanes, 1,
            Extent, group => TerminalText.Width(group.Text, ink.Ascii)));

        (double Left, double Right) Extent(CallGroup group)
        {
            // Rounded, not widened: of two calls in a row, the second then begins in the cell after the first one's last.
            var left = Math.Min(width - 1, Math.Round(Math.Clamp(frame.X(group.StartSeconds), 0, 1) * width));
            return (left, Math.Max(left + 1, Math.Round(Math.Clamp(frame.X(group.EndSeconds), 0, 1) * width)));
        }
    }

    private static void Bracket(TerminalCanvas canvas, PlotFrame frame, int left, int y, PlacedBracket bracket, TerminalInk ink)
    {
        var style = TerminalInk.Call(bracket.Calls.Function);
        var (from, to) = (left + (int)bracket.Left, left + (int)bracket.Right - 1);
        for (var x = from; x <= to; x++)
            canvas.Set(x, y, ink.Horizontal, style);
        // A call that goes on beyond the window has no end to draw.
        if (from == to)
            canvas.Set(from, y, ink.Vertical, style);
        else if (frame.Shows(bracket.Calls.StartSeconds))
            canvas.Set(from, y, ink.BracketLeft, style);
        if (from < to && frame.Shows(bracket.Calls.EndSeconds))
            canvas.Set(to, y, ink.BracketRight, style);

        if (bracket.LabelLeft is { } label)
        {
            var width = TerminalText.Width(bracket.Calls.Text, ink.Ascii);
            var airy = bracket.LabelInside && to - from - 1 >= width + 2;
            canvas.Write(left + (int)label - (airy ? 1 : 0), y, airy ? $" {bracket.Calls.Text} " : bracket.Calls.Text, style, ink.Ascii);
        }
    }
}
