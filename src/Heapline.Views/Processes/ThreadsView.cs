using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The threads of a run with their figures, those that asked for most first.</summary>
public static class ThreadsView
{
    private const int MostShown = 10;
    private const int LabelWidth = 2;

    /// <summary>Writes the table; nothing for a single thread, nor where each process has one, whose figures the table of processes has.</summary>
    public static void Write(ReportConsole console, CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(capture);
        var threads = ThreadReport.Of(capture);
        if (threads.Count < 2 || threads.Select(thread => capture.Threads[thread.Thread].Process).Distinct().Count() == threads.Count)
            return;
        console.Line();
        console.Line(new StyledLine().Add("By thread", Palette.Heading));
        FigureColumn[] columns = [FigureColumn.Peak, FigureColumn.End, FigureColumn.Allocated, FigureColumn.Count, FigureColumn.Temporary];
        var head = new StyledLine().Left("", LabelWidth - 1);
        foreach (var column in columns)
            head.Add(" ").Right(column.Head, column.Width, Palette.Quiet);
        console.Line(head.Add("  thread", Palette.Quiet));
        foreach (var thread in threads.Take(MostShown))
        {
            var line = new StyledLine().Left("", LabelWidth - 1);
            foreach (var column in columns)
                line.Add(" ").Right(column.Text(thread.Figures), column.Width);
            console.Line(line.Add("  ").Add(CellText.Cut(NameOf(capture, thread.Thread), Math.Max(8, console.Width - line.Width - 2)), Palette.Strong));
        }
        if (threads.Count > MostShown)
            console.Sentence($"{Quantity.Exactly(threads.Count - MostShown)} more threads: --json has all.", Palette.Quiet);
    }

    /// <summary>What to call a thread: its name, and its process's where there are several.</summary>
    internal static string NameOf(CaptureData capture, int thread)
    {
        var name = Printable.Text(ProcessLabels.ThreadNameOf(capture, thread));
        return capture.Processes.Count > 1 ? $"{name} of {Printable.Text(ProcessLabels.NameOf(capture, capture.Threads[thread].Process))}" : name;
    }
}
