using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The line-by-line reports of decorated functions.</summary>
internal static class LineReportPack
{
    public static void Write(Utf8JsonWriter json, CaptureData capture)
    {
        json.WriteStartArray("lineReports");
        foreach (var table in LineTables.Of(capture))
        {
            json.WriteStartObject();
            json.WriteNumber("process", table.Process);
            json.WriteString("name", Printable.Text(table.Module.Length > 0 ? $"{table.Module}.{table.Function.Name}" : table.Function.Name));
            json.WriteString("file", Printable.Text(table.Function.File));
            json.WriteString("shown", Printable.Text(PathText.Shown(table.Function.File, capture.Run.WorkingDirectory)));
            OverviewPack.Texts(json, "text", table.Rows.Select(row => Printable.SourceLine(row.Text)));
            json.WriteStartArray("rows");
            foreach (var row in table.Rows)
                Row(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // Line; then, where it ran, the most resident bytes, increment in bytes, occurrences.
    private static void Row(Utf8JsonWriter json, in LineTableRow row)
    {
        json.WriteStartArray();
        json.WriteNumberValue(row.Line);
        if (row.Figure is { } figure)
        {
            json.WriteNumberValue(figure.HighestBytes);
            json.WriteNumberValue(figure.IncrementBytes);
            json.WriteNumberValue(figure.Occurrences);
        }
        json.WriteEndArray();
    }
}
