using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The processes of a run, parents before children, with their life spans and peaks.</summary>
public static class ProcessesView
{
    private const int MostShown = 20;
    private const int MostParts = 3;
    private const int PidWidth = 8;
    private const int TimeWidth = 8;
    private const int ShareWidth = 5;
    private const int NamedLeftOut = 3;
    private const int WideEnoughForResident = 100;

    /// <summary>Writes what all processes had together at one instant, and who most of it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The figures.</param>
    /// <param name="labelWidth">Columns of the labels.</param>
    public static void Together(ReportConsole console, ProcessReport report, int labelWidth)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        Peak(console, report, "heap of all", report.PeakHeap, labelWidth);
        Peak(console, report, "PSS of all", report.PeakProportional, labelWidth);
    }

    /// <summary>Writes the table; nothing for a single process.</summary>
    public static void Write(ReportConsole console, ProcessReport report, bool hasHeap)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        var processes = PassingPrograms.LeftOut(report.Processes);
        if (report.Processes.Count < 2)
            return;
        var together = hasHeap && report.PeakHeap.Bytes > 0 ? report.PeakHeap : report.PeakProportional;
        var parts = together.Parts.ToDictionary(part => part.Process, part => part.Bytes);
        console.Line();
        console.Line(new StyledLine().Add("Processes", Palette.Heading));
        bool wide = console.Width >= WideEnoughForResident || !hasHeap;
        var head = new StyledLine().Right("pid", PidWidth, Palette.Quiet).Right("from", TimeWidth, Palette.Quiet).Right("to", TimeWidth, Palette.Quiet);
        foreach (var title in Titles(hasHeap, wide))
            head.Add(" ").Right(title, Quantity.BytesWidth, Palette.Quiet);
        console.Line(head.Add(" ").Right("share", ShareWidth, Palette.Quiet).Add("  name", Palette.Quiet));

        // Who began it all stands above the others, however small.
        var shown = processes.OrderByDescending(process => process.Parent < 0).ThenByDescending(Weight).Take(MostShown).Select(process => process.Process.Index).ToHashSet();
        foreach (var (process, depth) in InOrder(report, shown))
        {
            var line = new StyledLine().Right($"{process.Process.Pid}", PidWidth)
                .Right(Quantity.Duration(process.Process.StartNs), TimeWidth)
                .Right(process.EndNs is { } end ? Quantity.Duration(end) : "", TimeWidth);
            foreach (long bytes in Values(process, hasHeap, wide))
                line.Add(" ").Right(bytes > 0 ? Quantity.Bytes(bytes) : "", Quantity.BytesWidth);
            line.Add(" ").Right(Quantity.Share(parts.GetValueOrDefault(process.Process.Index), together.Bytes), ShareWidth);
            line.Add("  " + new string(' ', 2 * Math.Min(depth, 6)));
            var kind = process.Kind switch { ProcessKind.Fork => " fork", ProcessKind.Program => " no Python", _ => "" };
            var room = Math.Max(8, console.Width - line.Width);
            var name = CellText.Cut(Printable.Text(process.Name), room);
            line.Add(name, Palette.Strong);
            console.Line(name.Length + kind.Length <= room ? line.Add(kind, Palette.Quiet) : line);
        }
        if (processes.Count > shown.Count)
            console.Sentence($"… and {Quantity.Exactly(processes.Count - shown.Count)} smaller ones: --json has all.", Palette.Quiet);
        if (together.Bytes > 0)
            console.Sentence($"share: of what all had together at {Quantity.Duration(together.TimeNs)}, when that was most.", Palette.Quiet);
        Passing(console, report, processes);
        if (hasHeap && report.Processes.Any(process => process.InheritedBytes > 0))
            console.Sentence("parent's: what a fork began with of its parent's heap; heap: the most it had besides.", Palette.Quiet);
    }

    private static void Passing(ReportConsole console, ProcessReport report, IReadOnlyList<ProcessFigures> lasting)
    {
        var passing = report.Processes.Count - lasting.Count;
        if (passing == 0)
            return;
        var names = report.Processes.Where(PassingPrograms.Has).Select(process => Printable.Text(process.Name)).Distinct().ToList();
        console.Sentence(
            $"{Quantity.Exactly(passing)} small {(passing == 1 ? "program that was" : "programs that were")} over within 100 ms {(passing == 1 ? "is" : "are")} left out: "
            + $"{string.Join(", ", names.Take(NamedLeftOut))}{(names.Count > NamedLeftOut ? " and others" : "")}.", Palette.Quiet);
    }

    private static void Peak(ReportConsole console, ProcessReport report, string label, TreePeak peak, int labelWidth)
    {
        if (peak.Bytes == 0)
            return;
        var parts = peak.Parts.Take(MostParts).Select(part =>
            $"{Printable.Text(report.Processes[part.Process].Name)} {report.Processes[part.Process].Process.Pid} {Quantity.Share(part.Bytes, peak.Bytes)}");
        var error = Quantity.Error(peak.StandardError, peak.Bytes) is { Length: > 0 } percent ? $" (± {percent})" : "";
        var line = new StyledLine().Left("  " + label, labelWidth, Palette.Quiet).Add("  ").Add($"{Quantity.Bytes(peak.Bytes)}{error} at {Quantity.Duration(peak.TimeNs)}: ");
        var rest = string.Join(", ", parts) + (peak.Parts.Count > MostParts ? $", {peak.Parts.Count - MostParts} more" : "");
        console.Line(line.Add(CellText.Cut(rest, Math.Max(20, console.Width - line.Width))));
    }

    private static IEnumerable<string> Titles(bool hasHeap, bool wide) =>
        [.. hasHeap ? new[] { "heap", "parent's" } : [], "PSS", .. wide ? new[] { "resident" } : []];

    private static IEnumerable<long> Values(ProcessFigures process, bool hasHeap, bool wide) =>
    [
        .. hasHeap ? new[] { process.PeakHeapBytes, process.InheritedBytes } : [], process.PeakProportionalBytes, .. wide ? new[] { process.PeakResidentBytes } : [],
    ];

    private static long Weight(ProcessFigures process) => Math.Max(process.PeakHeapBytes, process.PeakProportionalBytes);

    // Depth first, children in order of appearance; one of which the parent is not shown stands where that would. Only those that are shown are looked at, and
    // their parents up to the first: in a capture from a stranger there may be hundreds of thousands, and they may be their own parents.
    private static IEnumerable<(ProcessFigures Process, int Depth)> InOrder(ProcessReport report, HashSet<int> shown)
    {
        var wanted = new SortedSet<int>();
        foreach (int process in shown)
            for (int at = process; at >= 0 && wanted.Add(at); at = report.Processes[at].Parent)
            {
            }
        var children = wanted.Select(process => report.Processes[process]).ToLookup(process => process.Parent);
        var open = new Stack<(ProcessFigures Process, int Depth)>(children[-1].Reverse().Select(process => (process, 0)));
        while (open.TryPop(out var step))
        {
            var isShown = shown.Contains(step.Process.Process.Index);
            if (isShown)
                yield return step;
            foreach (var child in children[step.Process.Process.Index].Reverse())
                open.Push((child, isShown ? step.Depth + 1 : step.Depth));
        }
    }
}
