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
    /// <summary>The curves of a timeline, those in front last.</summary>
    /// <param name="timeline">What is plotted.</param>
    /// <param name="trends">Whether each curve of resident memory has its trend, and names its slope.</param>
    public static IReadOnlyList<SvgCurve> Of(Timeline timeline, bool trends)
    {
        var curves = timeline.Runs.Count == 1 ? OfRun(timeline.Runs[0], trends) : OfRuns(timeline.Runs, trends);
        return [.. curves.Where(curve => !curve.Series.IsEmpty)];
    }

    /// <summary>What the legend says after its name and peak: the slope of its trend, where that is drawn.</summary>
    public string Slope { get; init; } = "";

    /// <summary>Whether it stands in the legend; a trend is named with its curve.</summary>
    public bool IsNamed => Name.Length > 0;

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

    private static IEnumerable<SvgCurve> OfRun(TimelineRun run, bool trends)
    {
        var of = ProcessCurves.Together(run);
        yield return new SvgCurve("resident memory" + of, run.Resident, SvgPalette.Resident, 1.8, true, false, true) { Slope = SlopeOf(run.Trend, trends) };
        foreach (var (number, process) in ProcessCurves.Of(run).Index())
        {
            yield return new SvgCurve(ProcessCurves.NameOf(process), process.Resident, SvgPalette.Call(number), 1.1, false, false, false)
            {
                Slope = SlopeOf(process.Trend, trends),
            };
            yield return Trend(process.Trend, process.Resident, trends, SvgPalette.Ink);
        }

        yield return new SvgCurve("PSS" + of, run.Proportional, SvgPalette.Ink, 1.3, false, true, false);
        yield return new SvgCurve((run.IsEstimated ? "live heap, estimated" : "live heap") + of, run.Heap, SvgPalette.Heap, 1.8, false, false, true);
        yield return Trend(run.Trend, run.Resident, trends, SvgPalette.Trend);
        yield return new SvgCurve(run.Limit.Peak is { } limit ? $"limit of its cgroup, {PlotText.Mebibytes(limit.Bytes)}" : "", run.Limit, SvgPalette.Limit, 1.2, false, true, false);
    }

    private static IEnumerable<SvgCurve> OfRuns(IReadOnlyList<TimelineRun> runs, bool trends)
    {
        foreach (var (number, run) in runs.Index())
        {
            yield return new SvgCurve($"{run.Name} heap", run.Heap, SvgPalette.Run(number), 1.1, false, true, false);
            yield return new SvgCurve(run.Name, run.Resident, SvgPalette.Run(number), 1.8, false, false, true) { Slope = SlopeOf(run.Trend, trends) };
            yield return Trend(run.Trend, run.Resident, trends, SvgPalette.Trend);
        }
    }

    private static string SlopeOf(TrendLine? trend, bool wanted) => wanted ? PlotText.Slope(trend) : "";

    private static SvgCurve Trend(TrendLine? trend, TimelineSeries series, bool wanted, SvgColour colour)
    {
        double[] ends = wanted && trend is not null && !series.IsEmpty ? [series.Points[0].Seconds, series.Points[^1].Seconds] : [];
        return new SvgCurve(
            "", new TimelineSeries([.. ends.Select(seconds => new TimelinePoint(seconds, trend!.BytesAt(seconds)))]), colour, 1.2, false, true, false);
    }
}
