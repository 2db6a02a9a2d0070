using System.Text.Json;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The program's own marks and spans for programs.</summary>
internal static class PhasesJson
{
    /// <summary>Writes the keys <c>marks</c> and <c>spans</c>.</summary>
    public static void Write(Utf8JsonWriter json, CaptureData capture)
    {
        json.WriteStartArray("marks");
        foreach (var mark in capture.Phases.Where(phase => phase.IsMark))
        {
            json.WriteStartObject();
            Head(json, capture, mark);
            json.WriteNumber("heap_bytes", mark.StartHeapBytes);
            json.WriteEndObject();
            JsonReport.PassOn(json);
        }
        json.WriteEndArray();
        json.WriteStartArray("spans");
        foreach (var span in capture.Phases.Where(phase => !phase.IsMark))
        {
            json.WriteStartObject();
            Head(json, capture, span);
            json.WriteNumber("duration_seconds", JsonReport.Seconds(span.EndNs - span.StartNs));
            json.WriteNumber("start_heap_bytes", span.StartHeapBytes);
            json.WriteNumber("end_heap_bytes", span.EndHeapBytes);
            json.WriteNumber("peak_heap_bytes", span.HighestHeapBytes);
            json.WriteNumber("allocations", span.Allocations);
            json.WriteEndObject();
            JsonReport.PassOn(json);
        }
        json.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter json, CaptureData capture, Phase phase)
    {
        json.WriteString("name", JsonReport.Text(phase.Name));
        json.WriteNumber("pid", capture.Processes[capture.Threads[phase.Thread].Process].Pid);
        json.WriteNumber("thread", capture.Threads[phase.Thread].Tid);
        json.WriteNumber("at_seconds", JsonReport.Seconds(phase.StartNs));
    }
}
