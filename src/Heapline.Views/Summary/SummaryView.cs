using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>Functions with what they asked for themselves and in total, then the call stacks that hold most.</summary>
public static class SummaryView
{
    /// <summary>Functions shown unless asked otherwise.</summary>
    public const int DefaultLimit = 20;

    private const int ShareWidth = 5;
    private const int StacksShown = 3;
    private const int StepsShown = 6;
    private const int TimesWidth = 8;

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="capture">The capture that the report was made of.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most functions to show; 0 for all.</param>
    public static void Write(ReportConsole console, CaptureData capture, SummaryReport report, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        ReportHeading.Write(console, capture);
        if (report.Functions.Count == 0)
        {
            console.Sentence("Nothing was allocated.", Palette.Plain);
            return;
        }

        var column = FigureColumn.Of(report.SortedBy);
        long whole = report.Tree.Inclusive[0].By(report.SortedBy);
        int width = Math.Max(column.Width, Quantity.BytesWidth);
        var error = FigureColumn.Error(report.SortedBy);
        int errorWidth = capture.Sampling.IsEstimated ? error.Width + 1 : 0;
        console.Line(new StyledLine()
            .Right("total", width, Palette.Quiet).Right(errorWidth > 0 ? error.Head : "", errorWidth, Palette.Quiet).Add(" ").Right("share", ShareWidth, Palette.Quiet).Add(" ")
            .Right("own", width, Palette.Quiet).Add(" ").Right("share", ShareWidth, Palette.Quiet).Add(" ")
            .Right("count", Quantity.CountWidth, Palette.Quiet).Add("  function", Palette.Quiet)
            .Add($"  ({column.InWords})", Palette.Quiet));
        var functions = report.Functions.Where(function => limit == 0 || function.Total.By(report.SortedBy) > 0).ToList();
        foreach (var function in functions.Take(limit > 0 ? limit : int.MaxValue))
        {
            long total = function.Total.By(report.SortedBy), own = function.Own.By(report.SortedBy);
            var frame = new Frame(function.Name, function.File, 0);
            console.Line(new StyledLine()
                .Right(column.Text(function.Total), width).Right(errorWidth > 0 ? error.Text(function.Total) : "", errorWidth, Palette.Quiet).Add(" ")
                .Right(Quantity.Share(total, whole), ShareWidth).Add(" ")
                .Right(column.Text(function.Own), width, Palette.ForShare(own, whole)).Add(" ")
                .Right(Quantity.Share(own, whole), ShareWidth, Palette.ForShare(own, whole)).Add(" ")
                .Right(Quantity.Count(function.Total.Allocations), Quantity.CountWidth).Add("  ")
                .AddPlace(frame, console.Width, Palette.Strong));
        }
        if (Math.Min(functions.Count, limit > 0 ? limit : int.MaxValue) is var shownFunctions && shownFunctions < report.Functions.Count)
            console.Sentence($"{Quantity.Exactly(report.Functions.Count - shownFunctions)} more functions: --limit 0 shows all.", Palette.Quiet);
        Stacks(console, report, column, whole);
        if (capture.Processes.Count > 1)
            ProcessesView.Write(console, ProcessReport.Of(capture), hasHeap: true);
    }

    private static void Stacks(ReportConsole console, SummaryReport report, FigureColumn column, long whole)
    {
        var largest = report.Stacks.Where(node => node > 0 && report.Tree.Own[node].By(column.Key) > 0).Take(StacksShown).ToList();
        if (largest.Count == 0)
            return;
        console.Line();
        console.Line(new StyledLine().Add($"Call stacks with most {column.InWords}", Palette.Heading));
        foreach (int node in largest)
        {
            var own = report.Tree.Own[node];
            var style = Palette.ForShare(own.By(column.Key), whole);
            var steps = Steps(report.Tree.StackOf(node));
            for (int index = 0; index < steps.Count; index++)
            {
                var line = new StyledLine();
                if (index == 0)
                    line.Right(column.Text(own), Quantity.BytesWidth + 1, style).Add(" ").Right(Quantity.Share(own.By(column.Key), whole), ShareWidth, style);
                else
                    line.Add(new string(' ', Quantity.BytesWidth + 2 + ShareWidth));
                if (index == StepsShown && index < steps.Count - 1)
                {
                    console.Line(line.Add($"  … {Quantity.Exactly(steps.Skip(index).Sum(step => step.Times))} more callers", Palette.Quiet));
                    break;
                }
                var (frame, times) = steps[index];
                line.Add(index == 0 ? "  " : "  ← ", Palette.Quiet).AddPlace(frame, console.Width - TimesWidth, index == 0 ? Palette.Strong : Palette.Plain);
                console.Line(times > 1 ? line.Add($"  ×{Quantity.Exactly(times)}", Palette.Quiet) : line);
            }
        }
    }

    // Innermost first; a recursion from one line into itself is one step.
    private static List<(Frame Frame, int Times)> Steps(IReadOnlyList<Frame> stack)
    {
        var steps = new List<(Frame Frame, int Times)>();
        foreach (var frame in stack.Reverse())
        {
            if (steps is [.., var last] && last.Frame == frame)
                steps[^1] = (frame, last.Times + 1);
            else
                steps.Add((frame, 1));
        }
        return steps;
    }
}
