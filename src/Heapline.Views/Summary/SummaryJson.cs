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
            JsonReport.Rows(json, "functions", report.Functions.Take(most), static (row, function) =>
            {
                row.WriteString("function", JsonReport.Text(function.Name));
                row.WriteString("file", JsonReport.Text(function.File));
                JsonReport.Figures(row, function.Total, "total_");
                JsonReport.Figures(row, function.Own, "own_");
            });
            JsonReport.Rows(json, "stacks", report.Stacks.Take(most), (row, node) =>
            {
                JsonReport.Stack(row, report.Tree, node);
                JsonReport.Figures(row, report.Tree.Own[node]);
            });
            ProcessesJson.Write(json, capture);
        });
    }
}
