using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The table for programs: <c>rows</c>, hottest first, each with its whole call stack.</summary>
public static class TableJson
{
    /// <summary>Writes one JSON object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="capture">The capture.</param>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most rows; 0 for all.</param>
    public static void Write(Stream output, CaptureData capture, TableReport report, int limit = 0)
    {
        ArgumentNullException.ThrowIfNull(report);
        JsonReport.Write(output, capture, json =>
        {
            JsonReport.Rows(json, "rows", report.Rows.Take(limit > 0 ? limit : int.MaxValue), (line, row) =>
            {
                JsonReport.Stack(line, report.Tree, row.Node);
                line.WriteString("allocator", AllocatorNames.NameOf(row.Allocator));
                Thread(line, capture, row.Thread);
                JsonReport.Figures(line, row.Figures);
            });
        });
    }

    private static void Thread(Utf8JsonWriter json, CaptureData capture, int thread)
    {
        var known = capture.Threads[thread];
        json.WriteNumber("thread", known.Tid);
        json.WriteString("thread_name", JsonReport.Text(ProcessLabels.ThreadNameOf(capture, thread)));
        json.WriteNumber("process", capture.Processes[known.Process].Pid);
    }
}
