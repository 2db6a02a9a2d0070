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
            JsonReport.Rows(json, "lines", lines, static (row, line) => Line(row, line));
        });
    }

    /// <summary>Writes one JSON object in which each line says its thread.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="capture">The capture.</param>
    /// <param name="threads">The reports, thread by thread.</param>
    /// <param name="limit">The most lines of a thread; 0 for all.</param>
    public static void Write(Stream output, CaptureData capture, IReadOnlyList<ThreadLines> threads, int limit = 0)
    {
        ArgumentNullException.ThrowIfNull(capture);
        JsonReport.Write(output, capture, json =>
        {
            var lines = threads.SelectMany(thread => thread.Report.HottestFirst().Take(limit > 0 ? limit : int.MaxValue).Select(line => (thread.Thread, Line: line)));
            JsonReport.Rows(json, "lines", lines, (row, entry) =>
            {
                row.WriteNumber("thread", capture.Threads[entry.Thread].Tid);
                row.WriteString("thread_name", JsonReport.Text(ProcessLabels.ThreadNameOf(capture, entry.Thread)));
                row.WriteNumber("process", capture.Processes[capture.Threads[entry.Thread].Process].Pid);
                Line(row, entry.Line);
            });
        });
    }

    private static void Line(Utf8JsonWriter row, SourceLine line)
    {
        row.WriteString("file", JsonReport.Text(line.Place.File));
        row.WriteNumber("line", line.Place.Line);
        row.WriteString("function", JsonReport.Text(line.Place.Function));
        JsonReport.Figures(row, line.Figures);
    }
}
