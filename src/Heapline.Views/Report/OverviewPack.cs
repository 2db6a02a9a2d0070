using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The block that is unpacked first: what was run, and the curves.</summary>
internal static class OverviewPack
{
    public static byte[] Pack(ReportData data, ReportOptions options)
    {
        var capture = data.Capture;
        var block = new PackedBlock();
        Run(block.Json, capture, options);
        Texts(block.Json, "notes", [.. ReportHeading.Notes(capture), .. data.GivenUp]);
        Processes(block.Json, capture);
        Threads(block.Json, capture);
        Peaks(block.Json, capture);
        PhaseRecords.Write(block.Json, capture);
        CurveColumns.Write(block, data);
        SpanColumns.Write(block, capture);
        CollectionColumns.Write(block, capture);
        return block.Pack();
    }

    /// <summary>Writes an array of texts, such that nothing in them is invisible or steers a terminal.</summary>
    public static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(Printable.Text(text));
        json.WriteEndArray();
    }

    private static void Run(Utf8JsonWriter json, CaptureData capture, ReportOptions options)
    {
        var stats = StatsReport.Of(capture);
        json.WriteString("title", Printable.Text(options.Title ?? stats.CommandLine));
        json.WriteString("command", Printable.Text(stats.CommandLine));
        json.WriteString("folder", Printable.Text(capture.Run.WorkingDirectory));
        json.WriteString("mode", Printable.Text(capture.Run.Mode));
        json.WriteString("startedAt", capture.Run.StartedAt);
        json.WriteString("python", Printable.Text(stats.PythonVersion));
        json.WriteString("heapline", Printable.Text(capture.Run.HeaplineVersion));
        json.WriteNumber("intervalNs", capture.Run.IntervalNs);
        json.WriteNumber("durationNs", Math.Max(stats.DurationNs, LastInstant(capture)));
        json.WriteNumber("limitBytes", capture.MemoryLimit?.Bytes ?? 0);
        json.WriteString("view", options.View switch { ReportView.Timeline => "timeline", ReportView.Flame => "flame", _ => "report" });
        if (options.Window is { } window)
        {
            json.WriteStartArray("window");
            json.WriteNumberValue(window.From);
            json.WriteNumberValue(window.To);
            json.WriteEndArray();
        }
        if (capture.End is { } end)
        {
            json.WriteStartObject("end");
            json.WriteNumber("exitCode", end.ExitCode);
            json.WriteNumber("signal", end.Signal);
            json.WriteEndObject();
        }
        json.WriteStartObject("totals");
        json.WriteNumber("residentPeak", stats.PeakResidentBytes);
        json.WriteNumber("residentPeakAtNs", stats.PeakResidentAtNs);
        json.WriteNumber("allocated", stats.Total.AllocatedBytes);
        json.WriteNumber("allocations", stats.Total.Allocations);
        json.WriteNumber("alive", stats.Total.LiveAtEndBytes);
        json.WriteNumber("aliveBlocks", stats.Total.LiveAtEndAllocations);
        if (capture.Processes.Count > 1)
        {
            Together(json, "heapTogether", TreeHeap.PeakOf(capture));
            Together(json, "proportionalTogether", TreeProportional.PeakOf(capture));
        }
        json.WriteEndObject();
    }

    private static void Together(Utf8JsonWriter json, string name, TreePeak peak)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bytes", peak.Bytes);
        json.WriteNumber("atNs", peak.TimeNs);
        json.WriteEndObject();
    }

    private static void Processes(Utf8JsonWriter json, CaptureData capture)
    {
        var ends = capture.ProcessEnds.GroupBy(end => end.Process).ToDictionary(group => group.Key, group => group.Last().EndNs);
        var details = capture.ProcessDetails.ToDictionary(detail => detail.Process);
        json.WriteStartArray("processes");
        foreach (var process in capture.Processes)
        {
            json.WriteStartObject();
            if (details.TryGetValue(process.Index, out var known))
            {
                json.WriteString("name", Printable.Text(known.Name));
                json.WriteString("kind", known.Kind switch { ProcessKind.Fork => "fork", ProcessKind.Python => "python", ProcessKind.Program => "program", _ => "" });
            }
            json.WriteNumber("pid", process.Pid);
            json.WriteNumber("parentPid", process.ParentPid);
            json.WriteString("command", Printable.Text(string.Join(' ', process.Command)));
            json.WriteString("python", Printable.Text(process.PythonVersion));
            json.WriteNumber("startNs", process.StartNs);
            if (ends.TryGetValue(process.Index, out var end))
                json.WriteNumber("endNs", end);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Threads(Utf8JsonWriter json, CaptureData capture)
    {
        var details = capture.ThreadDetails.ToDictionary(detail => detail.Thread);
        json.WriteStartArray("threads");
        foreach (var thread in capture.Threads)
        {
            var name = details.TryGetValue(thread.Index, out var known) && known.PythonName.Length > 0 ? known.PythonName
                : known?.KernelName is { Length: > 0 } kernel ? kernel : thread.Name;
            json.WriteStartObject();
            json.WriteNumber("process", thread.Process);
            json.WriteNumber("tid", thread.Tid);
            json.WriteString("name", Printable.Text(name));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Peaks(Utf8JsonWriter json, CaptureData capture)
    {
        json.WriteStartArray("peaks");
        foreach (var peak in capture.Peaks)
        {
            json.WriteStartObject();
            json.WriteNumber("process", peak.Process);
            json.WriteNumber("timeNs", peak.TimeNs);
            json.WriteNumber("bytes", peak.HeapBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static long LastInstant(CaptureData capture) => Math.Max(
        capture.Samples.Select(sample => sample.TimeNs).DefaultIfEmpty().Max(),
        Math.Max(capture.Ticks.Select(tick => tick.EndNs).DefaultIfEmpty().Max(), capture.Spans.Select(span => span.EndNs).DefaultIfEmpty().Max()));
}
