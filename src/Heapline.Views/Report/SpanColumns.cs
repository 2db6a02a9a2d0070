using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The calls of decorated functions, by columns, in order of their start.</summary>
internal static class SpanColumns
{
    /// <summary>The most calls on a page. More cannot be told apart: a screen has some 4,000 columns, and a call is drawn at least two wide.</summary>
    public const int Most = 20_000;

    public static void Write(PackedBlock block, CaptureData capture)
    {
        // Of too many the longest: those can be seen.
        var spans = capture.Spans.OrderByDescending(span => span.EndNs - span.StartNs).Take(Most).OrderBy(span => span.StartNs).ThenBy(span => span.Level).ToList();
        var labels = TimelineLabels.Of(capture, spans.Select(span => span.Function));
        var numbers = new Dictionary<string, int>();
        var (label, thread, level) = (block.Add("spans.label"), block.Add("spans.thread"), block.Add("spans.level"));
        var (start, length) = (block.Add("spans.start"), block.Add("spans.length"));
        var (from, to) = (block.Add("spans.startBytes"), block.Add("spans.endBytes"));
        long before = 0;
        foreach (var span in spans)
        {
            var text = labels[span.Function];
            if (!numbers.TryGetValue(text, out int number))
                numbers.Add(text, number = numbers.Count);
            label.Number(number);
            thread.Number(span.Thread);
            level.Number(span.Level);
            start.Signed(span.StartNs - before);
            length.Number(span.EndNs - span.StartNs);
            from.Number(span.StartResidentBytes);
            to.Signed(span.EndResidentBytes - span.StartResidentBytes);
            before = span.StartNs;
        }
        OverviewPack.Texts(block.Json, "spanLabels", numbers.Keys);
        block.Json.WriteNumber("spansLeftOut", capture.Spans.Count - spans.Count);
    }
}
