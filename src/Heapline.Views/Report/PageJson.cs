using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>What was written of a page, for programs.</summary>
public static class PageJson
{
    /// <summary>Writes one JSON object: <c>file</c>, its <c>bytes</c>, and the sentences of <c>given_up</c>, none where the page has everything.</summary>
    public static void Write(Stream output, CaptureData capture, string file, ReportFile page)
    {
        ArgumentNullException.ThrowIfNull(page);
        JsonReport.Write(output, capture, json =>
        {
            json.WriteString("file", JsonReport.Text(file));
            json.WriteNumber("bytes", page.Bytes.Length);
            json.WriteStartArray("given_up");
            foreach (var sentence in page.GivenUp)
                json.WriteStringValue(JsonReport.Text(sentence));
            json.WriteEndArray();
        });
    }
}
