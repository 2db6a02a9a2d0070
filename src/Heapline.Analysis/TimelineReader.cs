using Heapline.Analysis.Dat;
using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Reads the curves of one capture.</summary>
internal static class TimelineReader
{
    public static TimelineRun Read(CaptureData capture, string? name)
    {
        var ends = capture.ProcessEnds.GroupBy(end => end.Process).ToDictionary(group => group.Key, group => group.Last().EndNs);
        var samples = capture.Samples.ToLookup(sample => sample.Process);
        var ticks = capture.Ticks.ToLookup(tick => tick.Process);
        var duration = DurationSeconds(capture);
        var processes = new List<TimelineProcess>();
        foreach (var index in new SortedSet<int>([.. samples.Select(group => group.Key), .. ticks.Select(group => group.Key)]))
        {
            var resident = Resident(samples[index], StartOf(capture, index));
            var end = ends.TryGetValue(index, out var endNs) ? Seconds(endNs) : duration;
            var heap = TimelineHeap.Read(ticks[index], capture.Peaks.LastOrDefault(peak => peak.Process == index), end);
            if (!resident.IsEmpty || !heap.IsEmpty)
                processes.Add(new TimelineProcess(index, PidOf(capture, index), resident, heap)
                {
                    Name = capture.ProcessDetails.Count > 0 ? ProcessLabels.NameOf(capture, index) : "",
                    Trend = TrendLine.Of(DatOfCapture.Evenly(capture, resident.Points)),
                });
        }

        // A process whose end was not recorded counts to the end of the run.
        double EndOf(TimelineProcess process) => ends.TryGetValue(process.Index, out var end) ? Seconds(end) : double.PositiveInfinity;
        bool sums = capture.Run.Mode != DatProfile.Mode;
        TimelineSeries Together(Func<TimelineProcess, TimelineSeries> curve) => processes.Count == 1 || (!sums && processes.Count > 0)
            ? curve(processes[0])
            : TimelineSum.Of([.. processes.Select(process => (curve(process), EndOf(process)))]);
        var all = Together(process => process.Resident);

        return new TimelineRun
        {
            Name = name ?? TimelineNames.ScriptOf(capture.Run.Command),
            Command = TimelineNames.CommandLine(capture.Run.Command),
            StartedAt = capture.Run.StartedAt,
            PythonVersion = capture.Processes.Select(process => process.PythonVersion).FirstOrDefault(version => version.Length > 0) ?? "",
            DurationSeconds = duration,
            IntervalSeconds = Seconds(capture.Run.IntervalNs),
            Processes = processes,
            Resident = all,
            SumsProcesses = sums,
            Trend = processes.Count == 1 || !sums ? processes.FirstOrDefault()?.Trend : TrendLine.Of(DatOfCapture.Evenly(capture, all.Points)),
            Heap = Together(process => process.Heap),
            Proportional = processes.Count < 2 ? TimelineSeries.Empty
                : new([.. TreeProportional.CurveOf(capture).Select(point => new TimelinePoint(Seconds(point.TimeNs), point.Bytes))]),
            IsEstimated = capture.Sampling.IsEstimated,
            Limit = LimitOf(capture, all, duration),
            Spans = TimelinePhases.WithSpans(capture, Spans(capture), all),
            Marks = TimelinePhases.Marks(capture),
        };
    }

    // At most three times as high as the curve: above that nobody comes near it.
    private static TimelineSeries LimitOf(CaptureData capture, TimelineSeries resident, double seconds) =>
        capture.MemoryLimit is { Bytes: var bytes } && resident.Peak is { } peak && bytes <= 3 * peak.Bytes
            ? new TimelineSeries([new TimelinePoint(0, bytes), new TimelinePoint(seconds, bytes)])
            : new TimelineSeries([]);

    internal static double Seconds(long nanoseconds) => nanoseconds / 1e9;

    private static int PidOf(CaptureData capture, int index) =>
        index >= 0 && index < capture.Processes.Count ? capture.Processes[index].Pid : 0;

    private static long StartOf(CaptureData capture, int index) =>
        index >= 0 && index < capture.Processes.Count ? capture.Processes[index].StartNs : 0;

    // A process that was not there yet has no memory to read: such a zero would draw a ramp from the start of the run to its own.
    private static TimelineSeries Resident(IEnumerable<MemorySample> samples, long startNs) =>
        new([.. samples.Where(sample => sample.ResidentBytes > 0 || sample.TimeNs >= startNs)
            .Select(sample => new TimelinePoint(Seconds(sample.TimeNs), sample.ResidentBytes)).OrderBy(point => point.Seconds)]);

    private static double DurationSeconds(CaptureData capture) => Seconds(Math.Max(
        capture.End?.DurationNs ?? 0,
        capture.Samples.Select(sample => sample.TimeNs)
            .Concat(capture.Ticks.Select(tick => tick.EndNs))
            .Concat(capture.Spans.Select(span => span.EndNs))
            .DefaultIfEmpty(0).Max()));

    private static List<TimelineSpan> Spans(CaptureData capture)
    {
        var known = capture.Spans.Where(span => span.Function.Value >= 0 && span.Function.Value < capture.Functions.Count)
            .OrderBy(span => span.StartNs).ThenBy(span => span.Level).ToList();
        var labels = TimelineNames.ShortLabels(known.Select(span => capture.Functions[span.Function.Value]));
        var numbers = new Dictionary<string, int>();
        return [.. known.Select(span =>
        {
            var label = labels[capture.Functions[span.Function.Value]];
            if (!numbers.TryGetValue(label, out var number))
                numbers[label] = number = numbers.Count;
            return new TimelineSpan(label, number, Seconds(span.StartNs), Seconds(Math.Max(span.StartNs, span.EndNs)),
                span.StartResidentBytes, span.EndResidentBytes, span.Level);
        })];
    }
}
