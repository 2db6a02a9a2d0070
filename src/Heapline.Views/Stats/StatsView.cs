using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;
using SortKey = Heapline.Analysis.SortKey;

namespace Heapline.Views;

/// <summary>The figures of a whole run, one a line.</summary>
public static class StatsView
{
    private const int LabelWidth = 20;

    /// <summary>Writes the report.</summary>
    public static void Write(ReportConsole console, CaptureData capture, StatsReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        ReportHeading.Write(console, capture);
        Row(console, "command", report.CommandLine);
        Row(console, "python", report.PythonVersion);
        Row(console, "mode", report.Run.Mode);
        Row(console, "started", report.Run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        Row(console, "duration", Quantity.Duration(report.DurationNs));
        Row(console, "ended", Ending(report.End));
        Row(console, "processes, threads", $"{report.Processes}, {report.Threads}");
        var processes = ProcessReport.Of(capture);
        bool curveOnly = report.Run.Mode == "time";
        if (!curveOnly)
            Row(console, "profiler", $"{Quantity.Exactly(report.LostEvents)} events lost, {Quantity.Exactly(report.RingWaits)} waits, " +
                $"{Quantity.Bytes(report.AgentBytes)} of its own");

        if (report.Cost is { } cost && !curveOnly)
            Cost(console, cost);

        Section(console, "Memory");
        Row(console, "peak heap", At(report.PeakHeapBytes, report.PeakHeapAtNs) + Error(report.Total, SortKey.Peak));
        Row(console, "peak resident", At(report.PeakResidentBytes, report.PeakResidentAtNs));
        if (capture.Processes.Count > 1)
            ProcessesView.Together(console, processes, LabelWidth);
        Row(console, "pymalloc arenas", report.PeakArenaBytes > 0 ? $"{Quantity.Bytes(report.PeakArenaBytes)} at most" : "");
        if (curveOnly)
        {
            ProcessesView.Write(console, processes, hasHeap: false);
            return;
        }
        Row(console, "alive at the end", Blocks(report.Total.LiveAtEndBytes, report.Total.LiveAtEndAllocations) + Error(report.Total, SortKey.End));

        Section(console, "Allocations");
        Row(console, "allocated", Blocks(report.Total.AllocatedBytes, report.Total.Allocations) + Error(report.Total, SortKey.Allocated));
        if (report.OutsidePython.AllocatedBytes > 0)
            Row(console, "outside Python", Blocks(report.OutsidePython.AllocatedBytes, report.OutsidePython.Allocations));
        Row(console, "freed", $"{Quantity.Exactly(report.Frees)} allocations");
        Row(console, "temporary", WithShare(report.Total.TemporaryAllocations, report.Total.Allocations));
        Allocators(console, report);
        ProcessesView.Write(console, processes, hasHeap: true);
        ThreadsView.Write(console, capture);
        PhasesView.Write(console, capture.Phases);
    }

    private static void Allocators(ReportConsole console, StatsReport report)
    {
        if (report.Allocators.Count == 0)
            return;
        Section(console, "By allocator");
        FigureColumn[] columns = [FigureColumn.Peak, FigureColumn.End, FigureColumn.Allocated, FigureColumn.Count, FigureColumn.Temporary];
        var head = new StyledLine().Left("", LabelWidth);
        foreach (var column in columns)
            head.Add(" ").Right(column.Head, column.Width, Palette.Quiet);
        console.Line(head);
        foreach (var allocator in report.Allocators)
        {
            var line = new StyledLine().Left("  " + AllocatorNames.NameOf(allocator.Allocator), LabelWidth);
            foreach (var column in columns)
                line.Add(" ").Right(column.Text(allocator.Figures), column.Width);
            console.Line(line);
        }
    }

    private static void Cost(ReportConsole console, CostReport cost)
    {
        var slowdown = cost.Slowdown is { } times ? string.Create(CultureInfo.InvariantCulture, $", slowdown about {times:0.00}×") : "";
        Row(console, "its time", $"about {Quantity.Duration(cost.HookNs)} in {Quantity.Count(cost.Events)} events{slowdown}");
        Row(console, "", cost.WaitNs > 0 ? $"of that {Quantity.Duration(cost.WaitNs)} waiting for mprof" : "");
        Row(console, "its memory", $"agent {Quantity.Bytes(cost.AgentBytes)}, ring {Quantity.Bytes(cost.RingBytes)}");
        Row(console, "mprof itself", cost.Collector is { } own ? $"{Quantity.Bytes(own.PeakResidentBytes)}, {Quantity.Duration(own.ProcessorNs)} of processor time" : "");
    }

    // Of the largest process where several are recorded: the peak's own error is that of its blocks.
    private static string Error(in Figures figures, SortKey key) =>
        Quantity.Error(figures.StandardError(key), figures.By(key)) is { Length: > 0 } error ? $" (± {error})" : "";

    private static void Section(ReportConsole console, string title)
    {
        console.Line();
        console.Line(new StyledLine().Add(title, Palette.Heading));
    }

    private static void Row(ReportConsole console, string label, string value)
    {
        if (value.Length > 0)
            console.Line(new StyledLine().Left("  " + label, LabelWidth, Palette.Quiet).Add("  ").Add(value));
    }

    private static string Ending(RunEnd? end) => end switch
    {
        null => "not recorded",
        { Signal: > 0 } => $"by signal {end.Signal}",
        _ => $"exit code {end.ExitCode}",
    };

    private static string At(long bytes, long timeNs) => bytes > 0 ? $"{Quantity.Bytes(bytes)} at {Quantity.Duration(timeNs)}" : "not recorded";

    private static string Blocks(long bytes, long count) => $"{Quantity.Bytes(bytes)} in {Quantity.Exactly(count)} allocations";

    private static string WithShare(long part, long whole) =>
        Quantity.Share(part, whole) is { Length: > 0 } share ? $"{Quantity.Exactly(part)} allocations, {share}" : "none";
}
