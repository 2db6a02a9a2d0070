using System.Globalization;
using System.Text;

namespace Heapline.Bench;

/// <summary>The results as Markdown.</summary>
internal static class ResultTable
{
    private const double Megabyte = 1e6, Kilobyte = 1e3;
    /// <summary>The workload that does nothing: its ratio says little, its difference in seconds what a start costs.</summary>
    private const string Empty = "empty";

    public static string Write(Options options, string machine, IReadOnlyList<WorkloadResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# `mprof run` against CPython {options.PythonVersion} alone, {DateTime.UtcNow:yyyy-MM-dd}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{machine}. Medians of {options.Runs} alternating runs (least–most). {(options.Mode == "exact" ? "Default mode: every allocation and free" : "Sampled, one sample per 512 KiB: a block and its free")}");
        text.AppendLine("followed, with its whole call stack. Wall time is from the start of `mprof run` to its exit. Written by `./dev bench`.");
        text.AppendLine();
        text.AppendLine("| workload | plain, s | `mprof run`, s | wall ratio | CPU ratio of the program | collector CPU, s | peak resident, MB | capture, kB | allocations | waits | slowest report, s |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
            text.AppendLine(Row(result));
        text.AppendLine();
        var worked = results.Where(result => result.Name != Empty).ToList();
        if (worked.Count > 0)
        {
            var mean = Math.Exp(worked.Average(result => Math.Log(result.WallRatio)));
            var worst = worked.MaxBy(result => result.WallRatio)!;
            text.AppendLine(CultureInfo.InvariantCulture, $"Geometric mean of the wall ratios{(worked.Count < results.Count ? " (without `empty`)" : "")}: **{mean:0.00}×**; the worst: {worst.WallRatio:0.00}× (`{worst.Name}`).");
        }
        if (results.FirstOrDefault(result => result.Name == Empty) is { } empty)
            text.AppendLine(CultureInfo.InvariantCulture, $"An empty script takes {empty.ProfiledSeconds.Median - empty.PlainSeconds.Median:0.000} s longer.");
        text.AppendLine(CultureInfo.InvariantCulture, $"The agent's private memory: at most {results.Max(result => result.AgentBytes) / Megabyte:0.0} MB. Peak resident counts the pages of the shared ring, too.");
        return text.ToString();
    }

    private static string Row(WorkloadResult r) => string.Create(CultureInfo.InvariantCulture,
        $"| {r.Name} | {Times(r.PlainSeconds)} | {Times(r.ProfiledSeconds)} | {(r.Name == Empty ? "–" : $"**{r.WallRatio:0.00}**")} | {(r.Name == Empty ? "–" : $"{r.CpuRatio:0.00}")} | {r.CollectorCpuSeconds:0.00} " +
        $"| {r.PlainPeakBytes / Megabyte:0} → {r.ProfiledPeakBytes / Megabyte:0} | {r.CaptureBytes / Kilobyte:0} | {r.Allocations:0} | {r.Waits:0} | {r.ReportSeconds:0.00} |");

    private static string Times(Spread s) => string.Create(CultureInfo.InvariantCulture, $"{s.Median:0.00} ({s.Least:0.00}–{s.Most:0.00})");
}
