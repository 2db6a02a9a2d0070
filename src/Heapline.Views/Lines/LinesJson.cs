using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The report on lines for programs: <c>lines</c>, hottest first.</summary>
public static class LinesJson
{
    /// <summary>Writes one JSON object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="capture">The capture.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most lines; 0 for all.</param>
    public static void Write(Stream output, CaptureData capture, LineReport report, int limit = 0)
    {
        ArgumentNullException.ThrowIfNull(report);
        JsonReport.Write(output, capture, json =>
        {
            var lines = report.HottestFirst().Take(limit > 0 ? limit : int.MaxValue);
            JsonReport.Rows(json, "lines", lines, static (row, line) =>
            {
                row.WriteString("file", JsonReport.Text(line.Place.File));
                row.WriteNumber("line", line.Place.Line);
                row.WriteString("function", JsonReport.Text(line.Place.Function));
                JsonReport.Figures(row, line.Figures);
            });
        });
    }
}
