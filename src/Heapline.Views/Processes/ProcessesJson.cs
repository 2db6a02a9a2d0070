using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>The processes and threads of a run for programs: <c>process_list</c>, <c>thread_list</c> and what all had together.</summary>
internal static class ProcessesJson
{
    /// <summary>Writes them into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, CaptureData capture)
    {
        var report = ProcessReport.Of(capture);
        Together(json, "peak_heap_of_all", capture, report.PeakHeap);
        Together(json, "peak_pss_of_all", capture, report.PeakProportional);
        JsonReport.Rows(json, "process_list", report.Processes, (row, process) =>
        {
            row.WriteNumber("pid", process.Process.Pid);
            row.WriteNumber("parent_pid", process.Process.ParentPid);
            row.WriteString("name", JsonReport.Text(process.Name));
            row.WriteString("kind", process.Kind switch
            {
                ProcessKind.Python => "python", ProcessKind.Fork => "fork", ProcessKind.Program => "program", _ => "unknown",
            });
            row.WriteString("python_version", process.Process.PythonVersion);
            row.WriteString("command", JsonReport.Text(string.Join(' ', process.Process.Command)));
            row.WriteNumber("start_seconds", JsonReport.Seconds(process.Process.StartNs));
            if (process.EndNs is { } end)
                row.WriteNumber("end_seconds", JsonReport.Seconds(end));
            else
                row.WriteNull("end_seconds");
            row.WriteNumber("threads", process.Threads);
            row.WriteNumber("peak_heap_bytes", process.PeakHeapBytes);
            row.WriteNumber("inherited_bytes", process.InheritedBytes);
            row.WriteNumber("inherited_at_end_bytes", process.InheritedAtEndBytes);
            row.WriteNumber("allocated_bytes", process.Figures.AllocatedBytes);
            row.WriteNumber("allocations", process.Figures.Allocations);
            row.WriteNumber("live_at_end_bytes", process.Figures.LiveAtEndBytes);
            row.WriteNumber("live_at_end_allocations", process.Figures.LiveAtEndAllocations);
            if (process.Figures.Variances is not null)
                StandardErrors(row, process.Figures.StandardErrors);
            if (process.InheritedError > 0)
            {
                JsonReport.StandardError(row, "inherited_bytes", process.InheritedError);
                JsonReport.StandardError(row, "inherited_at_end_bytes", process.InheritedAtEndError);
            }
            row.WriteNumber("peak_rss_bytes", process.PeakResidentBytes);
            row.WriteNumber("peak_pss_bytes", process.PeakProportionalBytes);
        });
        JsonReport.Rows(json, "thread_list", ThreadReport.Of(capture), (row, thread) =>
        {
            row.WriteNumber("thread", capture.Threads[thread.Thread].Tid);
            row.WriteString("name", JsonReport.Text(ProcessLabels.ThreadNameOf(capture, thread.Thread)));
            row.WriteNumber("process", capture.Processes[capture.Threads[thread.Thread].Process].Pid);
            JsonReport.Figures(row, thread.Figures);
        });
    }

    private static void StandardErrors(Utf8JsonWriter row, in FigureErrors errors)
    {
        JsonReport.StandardError(row, "peak_heap_bytes", errors.AtPeakBytes);
        JsonReport.StandardError(row, "allocated_bytes", errors.AllocatedBytes);
        JsonReport.StandardError(row, "allocations", errors.Allocations);
        JsonReport.StandardError(row, "live_at_end_bytes", errors.LiveAtEndBytes);
        JsonReport.StandardError(row, "live_at_end_allocations", errors.LiveAtEndAllocations);
    }

    private static void Together(Utf8JsonWriter json, string key, CaptureData capture, TreePeak peak)
    {
        json.WriteStartObject(key);
        json.WriteNumber("bytes", peak.Bytes);
        if (peak.StandardError > 0)
            JsonReport.StandardError(json, "bytes", peak.StandardError);
        json.WriteNumber("at_seconds", JsonReport.Seconds(peak.TimeNs));
        JsonReport.Rows(json, "processes", peak.Parts, (row, part) =>
        {
            row.WriteNumber("pid", capture.Processes[part.Process].Pid);
            row.WriteNumber("bytes", part.Bytes);
            if (peak.StandardErrors.GetValueOrDefault(part.Process) is > 0 and var error)
                JsonReport.StandardError(row, "bytes", error);
        });
        json.WriteEndObject();
    }
}
