using System.Text.Json;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>Marks and spans that the program set itself.</summary>
internal static class PhaseRecords
{
    /// <summary>The most on a page; of too many the longest, as those can be seen, and the first of equal ones.</summary>
    public const int Most = 2_000;

    public static void Write(Utf8JsonWriter json, CaptureData capture)
    {
        json.WriteStartArray("phases");
        foreach (var phase in capture.Phases.OrderByDescending(phase => phase.EndNs - phase.StartNs).Take(Most).OrderBy(phase => phase.StartNs))
        {
            json.WriteStartObject();
            json.WriteString("name", Printable.Text(phase.Name));
            json.WriteBoolean("mark", phase.IsMark);
            json.WriteNumber("startNs", phase.StartNs);
            json.WriteNumber("endNs", phase.EndNs);
            json.WriteNumber("startBytes", phase.StartHeapBytes);
            json.WriteNumber("endBytes", phase.EndHeapBytes);
            json.WriteNumber("highestBytes", phase.HighestHeapBytes);
            json.WriteNumber("allocations", phase.Allocations);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("phasesLeftOut", Math.Max(0, capture.Phases.Count - Most));
    }
}
