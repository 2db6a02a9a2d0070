using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The line-by-line reports of decorated functions for programs: <c>functions</c>, each with its <c>lines</c>.</summary>
public static class DecoratedJson
{
    /// <summary>Writes one JSON object. A line that never ran has no figures.</summary>
    public static void Write(Stream output, CaptureData capture, IReadOnlyList<LineTable> tables)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(tables);
        JsonReport.Write(output, capture, json =>
        {
            json.WriteStartArray("functions");
            foreach (var table in tables)
            {
                json.WriteStartObject();
                json.WriteString("function", JsonReport.Text(table.Function.Name));
                json.WriteString("module", JsonReport.Text(table.Module));
                json.WriteString("file", JsonReport.Text(table.Function.File));
                json.WriteNumber("first_line", table.Function.FirstLine);
                json.WriteNumber("pid", capture.Processes[table.Process].Pid);
                JsonReport.Rows(json, "lines", table.Rows, static (line, row) =>
                {
                    line.WriteNumber("line", row.Line);
                    if (row.Figure is { } figure)
                    {
                        line.WriteNumber("mem_usage_bytes", figure.HighestBytes);
                        line.WriteNumber("increment_bytes", figure.IncrementBytes);
                        line.WriteNumber("occurrences", figure.Occurrences);
                    }
                    line.WriteString("source", JsonReport.Text(row.Text));
                });
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }
}
