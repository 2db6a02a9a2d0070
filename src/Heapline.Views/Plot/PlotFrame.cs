using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>The axes of a plot: which seconds and how many bytes it spans, and where its ticks are.</summary>
internal sealed record PlotFrame(double FromSeconds, double ToSeconds, TimeUnit Unit, AxisTicks TimeTicks, double TopMebibytes, AxisTicks MemoryTicks)
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Frames the curves.</summary>
    /// <param name="timeline">What is plotted.</param>
    /// <param name="window">The part to show; all of it by default.</param>
    /// <param name="shown">The curves that will be drawn.</param>
    /// <param name="timeTicks">Most intervals of the time axis.</param>
    /// <param name="memoryTicks">Most intervals of the memory axis.</param>
    /// <param name="headroom">Share of the height to leave free above the highest point.</param>
    public static PlotFrame Around(
        Timeline timeline, PlotWindow? window, IEnumerable<TimelineSeries> shown, int timeTicks, int memoryTicks, double headroom)
    {
        var from = Math.Max(0, window?.FromSeconds ?? 0);
        var to = Math.Min(window?.ToSeconds ?? double.MaxValue, timeline.DurationSeconds);
        // A run of no length, or a window beyond the end, still needs an axis to stand on.
        if (!(to > from))
            to = from + 0.001;

        var highest = shown.SelectMany(series => series.Resample(from, to, 1)).Select(column => column.High.Bytes).DefaultIfEmpty(0).Max();
        var top = Math.Max(highest, 1) / Mebibyte / (1 - headroom);
        var unit = TimeUnit.For(to);
        return new PlotFrame(from, to, unit, AxisTicks.Choose(from / unit.Seconds, to / unit.Seconds, timeTicks),
            top, AxisTicks.Choose(0, top, memoryTicks));
    }

    /// <summary>Where an instant lies on the time axis: 0 at its beginning, 1 at its end.</summary>
    public double X(double seconds) => (seconds - FromSeconds) / (ToSeconds - FromSeconds);

    /// <summary>Where an amount lies on the memory axis: 0 at its bottom, 1 at its top.</summary>
    public double Y(long bytes) => bytes / Mebibyte / TopMebibytes;

    /// <summary>Whether an instant is on the time axis.</summary>
    public bool Shows(double seconds) => seconds >= FromSeconds && seconds <= ToSeconds;

    /// <summary>A point in words: <c>57.2 MiB at 1.23 s</c>.</summary>
    public string Describe(TimelinePoint point) => $"{PlotText.Mebibytes(point.Bytes)} at {PlotText.Time(point.Seconds, Unit)}";
}
