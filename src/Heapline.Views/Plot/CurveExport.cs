using System.Globalization;
using System.Text.Json;
using Heapline.Analysis.Dat;

namespace Heapline.Views.Plot;

/// <summary>The memory curve as a table for other programs.</summary>
public static class CurveExport
{
    private const double Mebibyte = 1 << 20;

    /// <summary>
    /// Writes comma-separated values: <c>process_id</c> (empty for the program itself), <c>unix_seconds</c>, <c>seconds</c> since the first reading,
    /// <c>resident_bytes</c>; one reading a line, the program first.
    /// </summary>
    public static void Csv(TextWriter output, DatProfile profile)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(profile);
        output.Write("process_id,unix_seconds,seconds,resident_bytes\n");
        foreach (var (pid, readings) in Processes(profile))
            foreach (var reading in readings)
                output.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{pid},{reading.UnixSeconds:F4},{reading.UnixSeconds - StartOf(profile):F4},{Bytes(reading)}\n"));
    }

    /// <summary>Writes JSON; keys carry their units. <c>process_id</c> is null for the program itself.</summary>
    public static void Json(Stream output, DatProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        json.WriteString("command", profile.Command);
        json.WriteNumber("started_at_unix_seconds", Math.Round(StartOf(profile), 4));
        json.WriteStartArray("processes");
        foreach (var (pid, readings) in Processes(profile))
        {
            json.WriteStartObject();
            if (pid is { } child)
                json.WriteNumber("process_id", child);
            else
                json.WriteNull("process_id");
            json.WriteStartArray("readings");
            foreach (var reading in readings)
            {
                json.WriteStartObject();
                json.WriteNumber("seconds", Math.Round(reading.UnixSeconds - StartOf(profile), 4));
                json.WriteNumber("resident_bytes", Bytes(reading));
                json.WriteEndObject();
                JsonReport.PassOn(json);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("calls");
        foreach (var call in profile.Calls)
        {
            json.WriteStartObject();
            json.WriteString("function", call.Name);
            json.WriteNumber("start_seconds", Math.Round(call.In.UnixSeconds - StartOf(profile), 4));
            json.WriteNumber("end_seconds", Math.Round(call.Out.UnixSeconds - StartOf(profile), 4));
            json.WriteNumber("start_resident_bytes", Bytes(call.In));
            json.WriteNumber("end_resident_bytes", Bytes(call.Out));
            json.WriteNumber("level", call.Level);
            json.WriteEndObject();
            JsonReport.PassOn(json);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<(int? Pid, IReadOnlyList<DatReading> Readings)> Processes(DatProfile profile) =>
        profile.Children.Select(child => ((int?)child.Pid, child.Readings)).Prepend((null, profile.Readings));

    private static double StartOf(DatProfile profile) => profile.Readings.Count > 0 ? profile.Readings[0].UnixSeconds : 0;

    private static long Bytes(DatReading reading) => (long)Math.Round(reading.Mebibytes * Mebibyte);
}
