using System.Globalization;
using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Calls of one decorated function that are drawn as one bracket: a single call, or several too close together to tell apart.</summary>
/// <param name="Label">Short name of the function.</param>
/// <param name="Function">Number of the function among the decorated ones; decides the colour.</param>
/// <param name="StartSeconds">Start of the first call, in seconds.</param>
/// <param name="EndSeconds">End of the last one, in seconds.</param>
/// <param name="BusySeconds">Seconds during which at least one of the calls was open.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="StartResidentBytes">Resident memory at the start of the first call, in bytes.</param>
/// <param name="EndResidentBytes">Resident memory at the end of the last call, in bytes.</param>
internal sealed record CallGroup(
    string Label, int Function, double StartSeconds, double EndSeconds, double BusySeconds, int Calls,
    long StartResidentBytes, long EndResidentBytes)
{
    /// <summary>Name and duration as memory_profiler's plot has them: <c>load 0.123s</c>; of several calls also how many.</summary>
    public string Text => Calls == 1
        ? $"{Printable.Text(Label)} {PlotText.Duration(BusySeconds)}"
        : $"{Printable.Text(Label)} {Calls.ToString("N0", CultureInfo.InvariantCulture)} calls {PlotText.Duration(BusySeconds)}";

    /// <summary>Groups the calls that reach into a frame.</summary>
    /// <param name="spans">Calls in order of their start.</param>
    /// <param name="frame">The axes; calls outside are left out.</param>
    /// <param name="nearSeconds">Calls at most this far apart are drawn as one, unless both are wide.</param>
    /// <param name="wideSeconds">From this length on a call stands for itself, however near the next.</param>
    public static IReadOnlyList<CallGroup> Of(IEnumerable<TimelineSpan> spans, PlotFrame frame, double nearSeconds, double wideSeconds)
    {
        var groups = new List<CallGroup>();
        var open = new Dictionary<int, int>();
        foreach (var span in spans.Where(span => span.EndSeconds >= frame.FromSeconds && span.StartSeconds <= frame.ToSeconds))
        {
            if (open.TryGetValue(span.Function, out var index) && groups[index].Takes(span, nearSeconds, wideSeconds))
            {
                groups[index] = groups[index].With(span);
                continue;
            }

            open[span.Function] = groups.Count;
            groups.Add(new CallGroup(span.Label, span.Function, span.StartSeconds, span.EndSeconds, span.DurationSeconds, 1,
                span.StartResidentBytes, span.EndResidentBytes));
        }

        return groups;
    }

    // Recursive and concurrent calls overlap: they are one bracket whatever their size.
    private bool Takes(TimelineSpan span, double nearSeconds, double wideSeconds) =>
        span.StartSeconds < EndSeconds
        || (span.StartSeconds - EndSeconds <= nearSeconds
            && (EndSeconds - StartSeconds < wideSeconds || span.DurationSeconds < wideSeconds));

    private CallGroup With(TimelineSpan span) => this with
    {
        EndSeconds = Math.Max(EndSeconds, span.EndSeconds),
        BusySeconds = BusySeconds + Math.Max(0, span.EndSeconds - Math.Max(EndSeconds, span.StartSeconds)),
        Calls = Calls + 1,
        EndResidentBytes = span.EndSeconds >= EndSeconds ? span.EndResidentBytes : EndResidentBytes,
    };
}
