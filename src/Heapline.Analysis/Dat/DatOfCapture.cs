using System.Globalization;
using Heapline.Capture;

namespace Heapline.Analysis.Dat;

/// <summary>What memory_profiler's mprof would have written of a run that Heapline recorded.</summary>
public static class DatOfCapture
{
    private const double Mebibyte = 1 << 20;
    // Readings are put back at the interval they were made in, but never a file out of proportion: so many for all processes together.
    private const int MostReadings = 1_000_000;
    private const int FewestReadings = 100;
    private const long ShortestStepNs = 1_000_000;

    /// <summary>Makes the profile.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="sumChildren">Whether readings of the program include its children, as the original's <c>--include-children</c>.</param>
    /// <param name="children">Whether each child has readings of its own, as the original's <c>--multiprocess</c>.</param>
    public static DatProfile Of(CaptureData capture, bool sumChildren, bool children)
    {
        ArgumentNullException.ThrowIfNull(capture);
        double start = (capture.Run.StartedAt - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;
        var bySource = capture.Samples.GroupBy(sample => sample.Process).OrderBy(group => group.Key)
            .Select(group => (Process: group.Key, Readings: Evenly(capture, [.. group.Select(sample => new TimelinePoint(sample.TimeNs / 1e9, sample.ResidentBytes))])))
            .ToList();
        var own = bySource.Where(source => source.Process == 0).Select(source => source.Readings).FirstOrDefault() ?? [];
        if (sumChildren && bySource.Count > 1)
            own = Evenly(capture, Timeline.From(capture).Runs[0].Resident.Points);
        return new DatProfile
        {
            Command = DatWriter.CommandLine(capture.Run.Command),
            Readings = Readings(own, start),
            Children = children
                ? [.. bySource.Where(source => source.Process > 0).Select(source => new DatChild(PidOf(capture, source.Process), Readings(source.Readings, start)))]
                : [],
            Calls = Calls(capture, start),
            Damage = capture.Damage,
        };
    }

    /// <summary>
    /// Puts back the readings that a capture leaves out because nothing changed: between two of the same height, one at each interval.
    /// What weighs readings (a mean, a trend) then gets what was read.
    /// </summary>
    /// <param name="capture">Says how often memory was read.</param>
    /// <param name="points">The curve as it was recorded.</param>
    public static IReadOnlyList<TimelinePoint> Evenly(CaptureData capture, IReadOnlyList<TimelinePoint> points)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2 || capture.Run.Mode == DatProfile.Mode)
            return points;
        int most = Math.Max(MostReadings / Math.Max(capture.Processes.Count, 1), FewestReadings);
        double step = Math.Max(Math.Max(capture.Run.IntervalNs, ShortestStepNs) / 1e9, (points[^1].Seconds - points[0].Seconds) / most);
        var even = new List<TimelinePoint>(points.Count + points.Zip(points.Skip(1), (from, to) => Between(from, to, step)).Sum()) { points[0] };
        for (int next = 1; next < points.Count; next++)
        {
            var (from, to) = (points[next - 1], points[next]);
            for (int count = 1, between = Between(from, to, step); count <= between; count++)
                even.Add(new TimelinePoint(from.Seconds + count * step, from.Bytes));
            even.Add(to);
        }
        return even;
    }

    // Readings that were left out between two: none closer to the later one than half a step.
    private static int Between(TimelinePoint from, TimelinePoint to, double step) =>
        from.Bytes == to.Bytes ? Math.Max(0, (int)Math.Ceiling((to.Seconds - from.Seconds) / step - 0.5) - 1) : 0;

    private static List<DatReading> Readings(IReadOnlyList<TimelinePoint> points, double start) =>
        [.. points.Select(point => new DatReading(start + point.Seconds, point.Bytes / Mebibyte))];

    private static int PidOf(CaptureData capture, int process) => process < capture.Processes.Count ? capture.Processes[process].Pid : 0;

    // The original's lines are grouped by function, in the order that the functions were first seen.
    private static List<DatCall> Calls(CaptureData capture, double start)
    {
        var main = MainFile(capture);
        return [.. capture.Spans.Where(span => span.Function.Value >= 0 && span.Function.Value < capture.Functions.Count)
            .OrderBy(span => span.StartNs).GroupBy(span => span.Function)
            .SelectMany(group => group.Select(span => new DatCall(
                NameOf(capture, span.Function, main),
                new DatReading(start + span.StartNs / 1e9, span.StartResidentBytes / Mebibyte),
                new DatReading(start + Math.Max(span.StartNs, span.EndNs) / 1e9, span.EndResidentBytes / Mebibyte), span.Level)))];
    }

    private static string NameOf(CaptureData capture, FunctionId id, string? main)
    {
        var function = capture.Functions[id.Value];
        bool isTold = capture.Modules.TryGetValue(id, out var told);
        // A block that is marked under a name is of no module, and its name is no path.
        if (isTold && told is "")
            return "." + function.Name;
        var name = function.Name[(function.Name.LastIndexOf('.') + 1)..];
        if (isTold)
            return $"{told}.{name}";
        // Captures of before modules were recorded: the script is __main__, any other file is called by its name.
        if (function.File.Length == 0)
            return function.Name;
        var module = main is not null && Path.GetFileName(function.File) == main ? "__main__" : Path.GetFileNameWithoutExtension(function.File);
        if (module == "__init__")
            module = Path.GetFileName(Path.GetDirectoryName(function.File)) ?? module;
        return string.Create(CultureInfo.InvariantCulture, $"{module}.{name}");
    }

    private static string? MainFile(CaptureData capture)
    {
        int module = capture.Run.Command.ToList().IndexOf("-m");
        if (module >= 0 && module + 1 < capture.Run.Command.Count)
            return capture.Run.Command[module + 1].Split('.')[^1] + ".py";
        return capture.Run.Command.Skip(1).FirstOrDefault(argument => !argument.StartsWith('-')) is { } script ? Path.GetFileName(script) : null;
    }
}
