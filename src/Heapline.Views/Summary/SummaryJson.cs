using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The summary for programs: <c>functions</c> with <c>total_</c> and <c>own_</c> figures, and <c>stacks</c> with their own.</summary>
public static class SummaryJson
{
    /// <summary>Writes one JSON object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="capture">The capture.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most functions and the most stacks; 0 for all.</param>
    public static void Write(Stream output, CaptureData capture, SummaryReport report, int limit = 0)
    {
        ArgumentNullException.ThrowIfNull(report);
        int most = limit > 0 ? limit : int.MaxValue;
        JsonReport.Write(output, capture, json =>
        {
            json.WriteStartArray("functions");
            foreach (var function in report.Functions.Take(most))
            {
                json.WriteStartObject();
                json.WriteString("function", JsonReport.Text(function.Name));
                json.WriteString("file", JsonReport.Text(function.File));
                JsonReport.Figures(json, function.Total, "total_");
                JsonReport.Figures(json, function.Own, "own_");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("stacks");
            foreach (int node in report.Stacks.Take(most))
            {
                json.WriteStartObject();
                JsonReport.Stack(json, report.Tree, node);
                JsonReport.Figures(json, report.Tree.Own[node]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }
}
