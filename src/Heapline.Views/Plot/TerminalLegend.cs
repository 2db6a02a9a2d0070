using Heapline.Analysis;
using Spectre.Console;

namespace Heapline.Views.Plot;

/// <summary>The legend of a terminal plot: a sign and a text for each curve, in as many lines as they need.</summary>
internal static class TerminalLegend
{
    private const int Gap = 3;

    /// <summary>One entry: how the curve is drawn, and what it is.</summary>
    public sealed record Entry(string Sign, string Text, Style Style);

    public static IReadOnlyList<IReadOnlyList<Entry>> Lines(Timeline timeline, PlotFrame frame, TerminalInk ink, int width, bool trends)
    {
        var lines = new List<IReadOnlyList<Entry>>();
        var line = new List<Entry>();
        var used = 0;
        foreach (var entry in Entries(timeline, frame, ink, trends).Select(entry => entry with { Text = TerminalText.Fit(entry.Text, width - 3, ink.Ascii) }))
        {
            var needed = Width(entry, ink) + Gap;
            if (line.Count > 0 && used + needed - Gap > width)
            {
                lines.Add(line);
                (line, used) = ([], 0);
            }

            line.Add(entry);
            used += needed;
        }

        lines.Add(line);
        return lines;
    }

    public static void Write(TerminalCanvas canvas, int x, int y, IReadOnlyList<Entry> line, TerminalInk ink)
    {
        foreach (var entry in line)
        {
            canvas.Write(x, y, entry.Sign, entry.Style, ink.Ascii);
            canvas.Write(x + entry.Sign.Length + 1, y, entry.Text, Style.Plain, ink.Ascii);
            x += Width(entry, ink) + Gap;
        }
    }

    private static IEnumerable<Entry> Entries(Timeline timeline, PlotFrame frame, TerminalInk ink, bool trends)
    {
        if (timeline.Runs.Count > 1)
        {
            for (var index = 0; index < timeline.Runs.Count; index++)
            {
                var sign = ink.DrawsBraille(timeline.Runs.Count) ? "⠒⠒" : $"{TerminalInk.RunMark(index)}{TerminalInk.RunMark(index)}";
                yield return new Entry(sign, Described(Printable.Text(timeline.Runs[index].Name), timeline.Runs[index].Resident, frame) + Slope(timeline.Runs[index].Trend), TerminalInk.Run(index));
            }

            yield break;
        }

        var run = timeline.Runs[0];
        var of = ProcessCurves.Together(run);
        if (!run.Resident.IsEmpty)
            yield return new Entry(new string(ink.Edge(4), 2), Described("resident" + of, run.Resident, frame) + Slope(run.Trend), ink.Resident);
        if (!run.Heap.IsEmpty)
            yield return new Entry(ink.DrawsBraille(1) ? "⠒⠒" : "**", Described((run.IsEstimated ? "estimated heap" : "heap") + of, run.Heap, frame), ink.Heap);
        if (!run.Proportional.IsEmpty)
            yield return new Entry(ink.DrawsBraille(2) ? "⠒⠒" : "pp", Described("PSS" + of, run.Proportional, frame), ink.Title);
        if (run.Limit.Peak is { } limit)
            yield return new Entry(new string(ink.Dash, 2), $"limit of its cgroup, {PlotText.Mebibytes(limit.Bytes)}", TerminalInk.Limit);
        foreach (var (number, child) in Children(run).Index())
        {
            var sign = ink.DrawsBraille(2) ? "⠒⠒" : $"{TerminalInk.RunMark(number + 1)}{TerminalInk.RunMark(number + 1)}";
            yield return new Entry(sign, Described(ProcessCurves.NameOf(child), child.Resident, frame) + Slope(child.Trend), TerminalInk.Call(number));
        }

        string Slope(TrendLine? trend) => trends ? PlotText.Slope(trend) : "";
    }

    /// <summary>The child processes that have a curve of their own; the program's is the run's.</summary>
    public static IEnumerable<TimelineProcess> Children(TimelineRun run) => ProcessCurves.Of(run).Where(process => process.Index > 0);

    private static string Described(string name, TimelineSeries series, PlotFrame frame) =>
        series.Peak is { } peak ? $"{name}, peak {frame.Describe(peak)}" : name;

    private static int Width(Entry entry, TerminalInk ink) => entry.Sign.Length + 1 + TerminalText.Width(entry.Text, ink.Ascii);
}
