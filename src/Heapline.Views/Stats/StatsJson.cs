using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The figures of a whole run for programs.</summary>
public static class StatsJson
{
    /// <summary>Writes one JSON object. What was not recorded is null.</summary>
    public static void Write(Stream output, CaptureData capture, StatsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        JsonReport.Write(output, capture, json =>
        {
            json.WriteString("command", JsonReport.Text(report.CommandLine));
            json.WriteString("python_version", report.PythonVersion);
            json.WriteString("mode", report.Run.Mode);
            json.WriteString("started_at", report.Run.StartedAt);
            json.WriteNumber("duration_seconds", JsonReport.Seconds(report.DurationNs));
            Optional(json, "exit_code", report.End?.ExitCode);
            Optional(json, "signal", report.End?.Signal);
            json.WriteNumber("processes", report.Processes);
            json.WriteNumber("threads", report.Threads);
            json.WriteNumber("peak_heap_bytes", report.PeakHeapBytes);
            json.WriteNumber("peak_heap_at_seconds", JsonReport.Seconds(report.PeakHeapAtNs));
            Optional(json, "peak_heap_process", report.PeakHeapProcess < 0 ? null : capture.Processes[report.PeakHeapProcess].Pid);
            json.WriteNumber("peak_rss_bytes", report.PeakResidentBytes);
            json.WriteNumber("peak_rss_at_seconds", JsonReport.Seconds(report.PeakResidentAtNs));
            json.WriteNumber("peak_arena_bytes", report.PeakArenaBytes);
            json.WriteNumber("allocations", report.Total.Allocations);
            json.WriteNumber("frees", report.Frees);
            json.WriteNumber("allocated_bytes", report.Total.AllocatedBytes);
            json.WriteNumber("live_at_end_bytes", report.Total.LiveAtEndBytes);
            json.WriteNumber("live_at_end_allocations", report.Total.LiveAtEndAllocations);
            json.WriteNumber("temporary_allocations", report.Total.TemporaryAllocations);
            json.WriteNumber("lost_events", report.LostEvents);
            json.WriteNumber("ring_waits", report.RingWaits);
            json.WriteNumber("agent_bytes", report.AgentBytes);
            Estimate(json, capture, report);
            Cost(json, report);
            Allocators(json, report);
            ProcessesJson.Write(json, capture);
            PhasesJson.Write(json, capture);
        });
    }

    private static void Estimate(Utf8JsonWriter json, CaptureData capture, StatsReport report)
    {
        json.WriteBoolean("estimated", capture.Sampling.IsEstimated);
        if (capture.Sampling.Rates.Count == 0)
            return;
        json.WriteNumber("sampling_seed", capture.Sampling.Seed);
        JsonReport.Rows(json, "sampling_rates", capture.Sampling.Rates, static (row, rate) =>
        {
            row.WriteNumber("from_seconds", JsonReport.Seconds(rate.TimeNs));
            row.WriteNumber("interval_bytes", rate.IntervalBytes);
        });
        json.WriteStartObject("total");
        JsonReport.Figures(json, report.Total);
        json.WriteEndObject();
    }

    private static void Cost(Utf8JsonWriter json, StatsReport report)
    {
        json.WriteNumber("outside_python_bytes", report.OutsidePython.AllocatedBytes);
        json.WriteNumber("outside_python_at_peak_bytes", report.OutsidePython.AtPeakBytes);
        if (report.Cost is not { } cost)
            return;
        json.WriteNumber("hook_seconds", JsonReport.Seconds(cost.HookNs));
        json.WriteNumber("wait_seconds", JsonReport.Seconds(cost.WaitNs));
        json.WriteNumber("program_cpu_seconds", JsonReport.Seconds(cost.ProcessorNs));
        json.WriteNumber("recorded_events", cost.Events);
        if (cost.Slowdown is { } slowdown)
            json.WriteNumber("estimated_slowdown", Math.Round(slowdown, 4));
        json.WriteNumber("ring_bytes", cost.RingBytes);
        if (cost.Collector is not { } collector)
            return;
        json.WriteNumber("collector_peak_bytes", collector.PeakResidentBytes);
        json.WriteNumber("collector_cpu_seconds", JsonReport.Seconds(collector.ProcessorNs));
    }

    private static void Allocators(Utf8JsonWriter json, StatsReport report)
    {
        json.WriteStartArray("allocators");
        foreach (var allocator in report.Allocators)
        {
            json.WriteStartObject();
            json.WriteString("allocator", AllocatorNames.NameOf(allocator.Allocator));
            JsonReport.Figures(json, allocator.Figures);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter json, string key, int? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteNull(key);
    }
}
