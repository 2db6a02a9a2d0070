using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The program's own marks and spans, one a line, in order of time; many spans of one name together.</summary>
internal static class PhasesView
{
    private const int MostRows = 30;
    private const int NameWidth = 26;

    private sealed record Row(string Name, bool IsMark, long StartNs, long DurationNs, long LeftBytes, long HighestBytes, long Allocations, int Count);

    /// <summary>Writes the section; nothing where there are none.</summary>
    public static void Write(ReportConsole console, IReadOnlyList<Phase> phases)
    {
        if (phases.Count == 0)
            return;
        console.Line();
        console.Line(new StyledLine().Add("Marks and spans", Palette.Heading));
        console.Line(new StyledLine().Left("", NameWidth)
            .Right("at", 10, Palette.Quiet).Right("took", 10, Palette.Quiet).Right("highest", 11, Palette.Quiet).Right("left", 11, Palette.Quiet).Right("count", 9, Palette.Quiet));
        var rows = Rows(phases);
        foreach (var row in rows.Take(MostRows))
        {
            var name = row.Count > 1 ? $"{row.Name} ×{row.Count}" : row.Name;
            var line = new StyledLine().Left("  " + Printable.Text(name), NameWidth).Right(Quantity.Duration(row.StartNs), 10)
                .Right(row.IsMark ? "" : Quantity.Duration(row.DurationNs), 10).Right(Quantity.Bytes(row.HighestBytes), 11);
            console.Line(row.IsMark ? line : line.Right(Signed(row.LeftBytes), 11).Right(Quantity.Count(row.Allocations), 9));
        }
        if (rows.Count > MostRows)
            console.Line(new StyledLine().Add($"  and {rows.Count - MostRows} more: --json has them all", Palette.Quiet));
    }

    private static List<Row> Rows(IReadOnlyList<Phase> phases) =>
    [
        .. phases.GroupBy(phase => (phase.Name, phase.IsMark))
            .Select(group => new Row(
                group.Key.Name, group.Key.IsMark, group.Min(phase => phase.StartNs), group.Sum(phase => phase.EndNs - phase.StartNs),
                group.Sum(phase => phase.EndHeapBytes - phase.StartHeapBytes), group.Max(phase => phase.HighestHeapBytes),
                group.Sum(phase => phase.Allocations), group.Count()))
            .OrderBy(row => row.StartNs),
    ];

    private static string Signed(long bytes) => bytes switch
    {
        > 0 => "+" + Quantity.Bytes(bytes),
        < 0 => "−" + Quantity.Bytes(-bytes),
        _ => "0 B",
    };
}
