using Heapline.Analysis;
using Heapline.Capture;
using Spectre.Console;

namespace Heapline.Views;

/// <summary>Source beside figures, grouped by file, the hottest files first.</summary>
public static class LinesView
{
    private const int NumberWidth = 6;
    private const int MostThreads = 10;
    private const int LinesOfThread = 10;

    private static readonly FigureColumn[] s_columns =
        [FigureColumn.Peak, FigureColumn.End, FigureColumn.Allocated, FigureColumn.Count, FigureColumn.Temporary];

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="capture">The capture that the report was made of, for its source text.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most lines to show, the hottest of all files, 0 for all; null for those that matter, 40 at most.</param>
    public static void Write(ReportConsole console, CaptureData capture, LineReport report, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        ReportHeading.Write(console, capture);
        if (report.Files.Count == 0)
        {
            console.Sentence("No line asked for memory.", Palette.Plain);
            return;
        }

        Files(console, capture, report, limit);
    }

    /// <summary>Writes the lines of each thread by themselves, those with most first.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="capture">The capture that the reports were made of.</param>
    /// <param name="threads">The reports.</param>
    /// <param name="limit">The most lines of a thread, 0 for all of all threads; null for the ten hottest of ten threads.</param>
    public static void Write(ReportConsole console, CaptureData capture, IReadOnlyList<ThreadLines> threads, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(threads);
        ReportHeading.Write(console, capture);
        if (threads.Count == 0)
            console.Sentence("No line asked for memory.", Palette.Plain);
        int shown = limit == 0 ? threads.Count : Math.Min(threads.Count, MostThreads);
        foreach (var thread in threads.Take(shown))
        {
            console.Line(new StyledLine().Add(CellText.Cut(ThreadsView.NameOf(capture, thread.Thread), console.Width - 1), Palette.Heading));
            Files(console, capture, thread.Report, limit ?? LinesOfThread);
            console.Line();
        }
        if (shown < threads.Count)
            console.Sentence($"{Quantity.Exactly(threads.Count - shown)} more threads: --limit 0 shows all, --json has all.", Palette.Quiet);
    }

    private static void Files(ReportConsole console, CaptureData capture, LineReport report, int? limit)
    {
        var excerpts = FileExcerpt.Select(report, capture.Sources, limit);
        var columns = ColumnsOf(capture, report, console.Width);
        console.Line(Head(columns));
        foreach (var excerpt in excerpts)
        {
            console.Line(FileLine(console, capture, report, columns, excerpt));
            foreach (var row in excerpt.File.File.Length == 0 ? [] : excerpt.Rows)
                console.Line(Row(report, columns, row));
            console.Line();
        }
        Rest(console, report, excerpts);
    }

    // Where the error needs room, temporary blocks are the first to go.
    private static IReadOnlyList<FigureColumn> ColumnsOf(CaptureData capture, LineReport report, int width) => FigureColumn.WithError(
        s_columns.Where(column => width >= 100 || !capture.Sampling.IsEstimated || column.Key != SortKey.Temporary || report.SortedBy == SortKey.Temporary),
        report.SortedBy, capture);

    private static StyledLine Head(IReadOnlyList<FigureColumn> columns)
    {
        var line = new StyledLine().Right("line", NumberWidth, Palette.Quiet);
        foreach (var column in columns)
            line.Add(" ").Right(column.Head, column.Width, Palette.Quiet);
        return line;
    }

    private static StyledLine FileLine(ReportConsole console, CaptureData capture, LineReport report, IReadOnlyList<FigureColumn> columns, FileExcerpt excerpt)
    {
        var line = new StyledLine().Add(new string(' ', NumberWidth));
        Cells(line, report, columns, excerpt.File.Figures, whole: true).Add(" ");
        var name = excerpt.File.File.Length == 0 ? PlaceText.NoPython : PathText.Shown(excerpt.File.File, capture.Run.WorkingDirectory);
        return line.Add(excerpt.File.File.Length == 0 ? name : CellText.CutStart(name, console.Width - line.Width), Palette.Heading);
    }

    private static StyledLine Row(LineReport report, IReadOnlyList<FigureColumn> columns, ExcerptRow row)
    {
        var line = new StyledLine().Right(row.Line > 0 ? $"{row.Line}" : "", NumberWidth, Palette.Quiet);
        if (row.Figures is { } figures)
            return Cells(line, report, columns, figures, whole: false).Add(" ").Add(row.Text, row.IsSource ? Palette.Plain : Palette.Quiet);
        foreach (var column in columns)
            line.Add(new string(' ', column.Width + 1));
        return line.Add(" ").Add(row.Text, Palette.Quiet);
    }

    private static StyledLine Cells(StyledLine line, LineReport report, IReadOnlyList<FigureColumn> columns, in Figures figures, bool whole)
    {
        foreach (var column in columns)
        {
            Style style = column.IsError ? Palette.Quiet : whole ? Palette.Strong
                : column.Key == report.SortedBy ? Palette.ForShare(figures.By(column.Key), report.Total.By(column.Key))
                : Palette.Plain;
            line.Add(" ").Right(column.Text(figures), column.Width, style);
        }
        return line;
    }

    private static void Rest(ReportConsole console, LineReport report, IReadOnlyList<FileExcerpt> excerpts)
    {
        var all = report.Files.Sum(file => file.Lines.Count);
        var left = all - excerpts.Sum(excerpt => excerpt.Chosen);
        if (left == 0)
            return;
        var column = FigureColumn.Of(report.SortedBy);
        var rest = default(Figures);
        foreach (var file in report.Files)
            rest += file.Figures;
        foreach (var excerpt in excerpts)
            foreach (var row in excerpt.Rows)
                rest = row.Figures is { } shown ? FileExcerpt.Subtract(rest, shown) : rest;
        var held = column.Text(rest) is { Length: > 0 } text ? $"{text} {column.InWords}" : $"nothing {column.InWords}";
        console.Sentence($"{Quantity.Exactly(left)} more lines, together {held}: --limit 0 shows all, --file and --function choose.", Palette.Quiet);
    }
}
