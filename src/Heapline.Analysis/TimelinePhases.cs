using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The marks and spans that the program set itself, on the time axis.</summary>
internal static class TimelinePhases
{
    /// <summary>The marks, in order of time.</summary>
    public static IReadOnlyList<TimelineMark> Marks(CaptureData capture) =>
    [
        .. capture.Phases.Where(phase => phase.IsMark).OrderBy(phase => phase.StartNs)
            .Select(phase => new TimelineMark(phase.Name, TimelineReader.Seconds(phase.StartNs), phase.StartHeapBytes)),
    ];

    /// <summary>The calls of decorated functions and, behind them, the spans: numbered on, each with the resident memory that the curve has there.</summary>
    public static IReadOnlyList<TimelineSpan> WithSpans(CaptureData capture, IReadOnlyList<TimelineSpan> calls, TimelineSeries resident)
    {
        var spans = capture.Phases.Where(phase => !phase.IsMark).OrderBy(phase => phase.StartNs).ThenByDescending(phase => phase.EndNs).ToList();
        if (spans.Count == 0)
            return calls;
        int numbers = calls.Select(call => call.Function + 1).DefaultIfEmpty(0).Max();
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = calls.ToList();
        foreach (var (index, span) in spans.Index())
        {
            if (!byName.TryGetValue(span.Name, out int number))
                byName[span.Name] = number = numbers++;
            var (start, end) = (TimelineReader.Seconds(span.StartNs), TimelineReader.Seconds(span.EndNs));
            all.Add(new TimelineSpan(span.Name, number, start, end, resident.At(start) ?? 0, resident.At(end) ?? 0, Level(spans, index)));
        }
        return [.. all.OrderBy(span => span.StartSeconds).ThenBy(span => span.Level)];
    }

    // How many spans of the same thread it lies in. Of very many the outermost are looked at: nobody sees a thousand levels.
    private static int Level(List<Phase> spans, int index)
    {
        const int mostLooks = 1000;
        int level = 0;
        for (int before = index - 1; before >= Math.Max(0, index - mostLooks); before--)
            if (spans[before].Thread == spans[index].Thread && spans[before].EndNs >= spans[index].EndNs)
                level++;
        return level;
    }
}
