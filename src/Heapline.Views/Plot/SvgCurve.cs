using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>A curve as it is drawn and named in the legend.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Series">Its points.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Thickness">Width of its line, in pixels.</param>
/// <param name="IsFilled">Whether the area below is filled.</param>
/// <param name="IsDashed">Whether the line is dashed.</param>
/// <param name="MarksPeak">Whether its highest instant is marked.</param>
internal sealed record SvgCurve(
    string Name, TimelineSeries Series, SvgColour Colour, double Thickness, bool IsFilled, bool IsDashed, bool MarksPeak)
{
    private const int MostProcesses = 5;

    /// <summary>The curves of a timeline, those in front last.</summary>
    public static IReadOnlyList<SvgCurve> Of(Timeline timeline)
    {
        var curves = timeline.Runs.Count == 1 ? OfRun(timeline.Runs[0]) : OfRuns(timeline.Runs);
        return [.. curves.Where(curve => !curve.Series.IsEmpty)];
    }

    /// <summary>How many processes have no curve of their own because others are larger.</summary>
    public static int ProcessesLeftOut(Timeline timeline) =>
        timeline.Runs.Count == 1 ? Math.Max(0, timeline.Runs[0].Processes.Count - MostProcesses) : 0;

    /// <summary>Draws the curve into an area.</summary>
    public void Draw(SvgSheet sheet, SvgArea area, PlotFrame frame)
    {
        if (area.Path(frame, Series) is not { Length: > 0 } path)
            return;
        if (IsFilled)
        {
            sheet.Fade(Colour);
            sheet.Shape("path", ("fill", "url(#fade)"), ("d", area.Filled(frame, Series)));
        }

        using var _ = sheet.Group(Colour);
        if (IsDashed)
            sheet.Shape("path", ("fill", "none"), ("stroke", "currentColor"), ("stroke-width", Thickness), ("stroke-linejoin", "round"),
                ("stroke-dasharray", "5 3"), ("d", path));
        else
            sheet.Shape("path", ("fill", "none"), ("stroke", "currentColor"), ("stroke-width", Thickness), ("stroke-linejoin", "round"), ("d", path));
    }

    private static IEnumerable<SvgCurve> OfRun(TimelineRun run)
    {
        var several = run.Processes.Count > 1;
        var of = several ? $" of {run.Processes.Count} processes" : "";
        yield return new SvgCurve("resident memory" + of, run.Resident, SvgPalette.Resident, 1.8, true, false, true);
        if (several)
        {
            var largest = run.Processes.OrderByDescending(process => process.Resident.Peak?.Bytes ?? 0).Take(MostProcesses).OrderBy(process => process.Index);
            foreach (var (number, process) in largest.Index())
                yield return new SvgCurve($"process {process.Pid}", process.Resident, SvgPalette.Call(number), 1.1, false, false, false);
        }

        yield return new SvgCurve("live heap" + of, run.Heap, SvgPalette.Heap, 1.8, false, false, true);
    }

    private static IEnumerable<SvgCurve> OfRuns(IReadOnlyList<TimelineRun> runs)
    {
        foreach (var (number, run) in runs.Index())
        {
            yield return new SvgCurve($"{run.Name} heap", run.Heap, SvgPalette.Run(number), 1.1, false, true, false);
            yield return new SvgCurve(run.Name, run.Resident, SvgPalette.Run(number), 1.8, false, false, true);
        }
    }
}
