using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>Rows of call stack, allocator and thread, hottest first.</summary>
public static class TableView
{
    /// <summary>Rows shown unless asked otherwise.</summary>
    public const int DefaultLimit = 30;

    private const int AllocatorWidth = 16;
    private const int NarrowestPlace = 32;
    private const int ThreadNumberWidth = 10;
    private const int ThreadNameWidth = 22;
    private const int WideEnoughForNames = 100;

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="capture">The capture that the report was made of.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most rows to show; 0 for all.</param>
    public static void Write(ReportConsole console, CaptureData capture, TableReport report, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        ReportHeading.Write(console, capture);
        if (report.Rows.Count == 0)
        {
            console.Sentence("Nothing was allocated.", Palette.Plain);
            return;
        }

        bool threads = report.Rows.Any(row => row.Thread != report.Rows[0].Thread);
        int threadWidth = !threads ? 0 : console.Width < WideEnoughForNames ? ThreadNumberWidth : ThreadNameWidth;
        int errorWidth = capture.Sampling.IsEstimated ? FigureColumn.Error(report.SortedBy).Width + 1 : 0;
        var columns = FigureColumn.WithError(Columns(console.Width - errorWidth, report.SortedBy, threadWidth), report.SortedBy, capture);
        var head = new StyledLine();
        foreach (var column in columns)
            head.Right(column.Head, column.Width, Palette.Quiet).Add(" ");
        head.Add(" ").Left("allocator", AllocatorWidth, Palette.Quiet).Add("  ");
        if (threads)
            head.Left("thread", threadWidth, Palette.Quiet).Add(" ");
        console.Line(head.Add("function, line", Palette.Quiet));

        var total = report.Tree.Inclusive[0];
        foreach (var row in report.Rows.Take(limit > 0 ? limit : int.MaxValue))
        {
            var line = new StyledLine();
            foreach (var column in columns)
                line.Right(column.Text(row.Figures), column.Width, column.IsError ? Palette.Quiet : column.Key == report.SortedBy
                    ? Palette.ForShare(row.Figures.By(column.Key), total.By(column.Key))
                    : Palette.Plain).Add(" ");
            line.Add(" ").Left(AllocatorNames.NameOf(row.Allocator), AllocatorWidth).Add("  ");
            if (threads)
                line.Left(ThreadName(capture, row.Thread, threadWidth == ThreadNameWidth), threadWidth).Add(" ");
            console.Line(line.AddPlace(report.Tree.FrameOf(row.Node), console.Width, Palette.Plain));
        }
        if (limit > 0 && report.Rows.Count > limit)
        {
            console.Line();
            console.Sentence($"{Quantity.Exactly(report.Rows.Count - limit)} more rows: --limit 0 shows all, --json has whole call stacks.", Palette.Quiet);
        }
    }

    private static string ThreadName(CaptureData capture, int thread, bool withNumber) =>
        thread < 0 || thread >= capture.Threads.Count ? "" : Printable.Text(ProcessLabels.ThreadNameOf(capture, thread)) is var name && withNumber
            ? $"{name} {capture.Threads[thread].Tid}"
            : name;

    // The figure that orders the rows is always there; of the others, as many as leave room for the place.
    private static List<FigureColumn> Columns(int width, SortKey sort, int threadWidth)
    {
        var columns = new List<FigureColumn> { FigureColumn.Peak, FigureColumn.End, FigureColumn.Allocated, FigureColumn.Count, FigureColumn.Temporary };
        int rest = width - AllocatorWidth - 3 - (threadWidth > 0 ? threadWidth + 1 : 0) - NarrowestPlace;
        foreach (var least in new[] { SortKey.Temporary, SortKey.End, SortKey.Allocated, SortKey.Count, SortKey.Peak })
            if (columns.Sum(column => column.Width + 1) > rest && least != sort)
                columns.RemoveAll(column => column.Key == least);
        return columns;
    }
}
