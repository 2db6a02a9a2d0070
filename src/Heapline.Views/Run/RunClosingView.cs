namespace Heapline.Views;

/// <summary>The lines after a profiled run: what was recorded, the peak, the capture, and what to type next.</summary>
public static class RunClosingView
{
    private const string Name = "mprof: ";

    /// <summary>Writes them.</summary>
    public static void Write(ReportConsole console, RunClosing run)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(run);
        var processes = run.Processes == 1 ? "1 process" : $"{Quantity.Exactly(run.Processes)} processes";
        var recorded = run.Allocations is { } allocations
            ? $"{(run.IsEstimated ? $"an estimated {Quantity.Count(allocations)}" : Quantity.Exactly(allocations))} allocations in {processes}, {Quantity.Duration(run.DurationNs)}"
            : $"the memory curve of {processes}, {Quantity.Duration(run.DurationNs)}";
        console.Line(new StyledLine().Add(Name, Palette.Heading).Add("recorded ").Add(recorded));

        (string What, long Bytes)[] peaks = [("heap ", run.PeakHeapBytes), ("resident ", run.PeakResidentBytes)];
        var known = peaks.Where(peak => peak.Bytes > 0).ToList();
        if (known.Count > 0)
        {
            var line = new StyledLine().Add(Name, Palette.Quiet).Add("peak     ");
            for (int index = 0; index < known.Count; index++)
                line.Add(index > 0 ? ", " : "").Add(known[index].What).Add(Quantity.Bytes(known[index].Bytes), Palette.Strong);
            console.Line(line.Add(run.Processes > 1 ? " (of the largest process)" : ""));
        }

        (string What, long Bytes)[] together = [("heap ", run.PeakHeapOfAllBytes), ("PSS ", run.PeakProportionalOfAllBytes)];
        if (together.Any(peak => peak.Bytes > 0))
        {
            var line = new StyledLine().Add(Name, Palette.Quiet).Add("together ");
            foreach (var (index, peak) in together.Where(peak => peak.Bytes > 0).Index())
                line.Add(index > 0 ? ", " : "").Add(peak.What).Add(Quantity.Bytes(peak.Bytes), Palette.Strong);
            console.Line(line.Add(" at most"));
        }

        if (run.ProcessorNs > 0 && run.CostNs > 0)
        {
            var share = Quantity.Share(run.CostNs, run.ProcessorNs);
            console.Line(new StyledLine().Add(Name, Palette.Quiet).Add("cost     ").Add(share is ['<', ..] or "" ? "less than 1 %" : $"about {share}")
                .Add(run.Processes > 1
                    ? $" of their processor time, {Quantity.Bytes(run.OwnBytes)} each at most"
                    : $" of the program's processor time, {Quantity.Bytes(run.OwnBytes)} of memory"));
        }

        console.Line(new StyledLine { IsWhole = true }.Add(Name, Palette.Quiet).Add("capture  ")
            .Add(run.CapturePath, Palette.Strong).Add($" ({Quantity.Bytes(run.CaptureBytes)})"));
        var capture = run.NeedsName ? " " + Quoted(run.CapturePath) : "";
        string[] verbs = run.Allocations is null ? ["plot"] : run.NeedsName ? ["lines"] : ["lines", "plot", "tree", "summary"];
        console.Line(new StyledLine { IsWhole = true }.Add(Name, Palette.Quiet).Add("next     ")
            .Add(string.Join(", ", verbs.Select(verb => $"mprof {verb}{capture}"))));
        if (run.Note.Length > 0)
            console.Sentence(Name + run.Note, Palette.Warning);
    }

    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./+,@%:=".Contains(letter, StringComparison.Ordinal))
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
