using System.Diagnostics;
using System.Text.Json;

namespace Heapline.Bench;

/// <summary>Measures one workload: plain and profiled runs by turns, so that what else the machine does meets both alike.</summary>
internal static class Comparison
{
    private static readonly string[] s_reports = ["stats", "lines", "summary", "tree", "table", "plot"];

    public static WorkloadResult Measure(Options options, string workload, Action<int> roundDone)
    {
        var folder = Directory.CreateTempSubdirectory("heapline-bench-").FullName;
        try
        {
            var capture = Path.Combine(folder, "it.mprofile");
            var plain = new List<MeasuredProcess>();
            var profiled = new List<MeasuredProcess>();
            var stats = new List<JsonElement>();
            var sizes = new List<double>();
            for (var round = 0; round < options.Runs; round++)
            {
                plain.Add(Checked(workload, MeasuredProcess.Run([options.Python, workload], watchChild: false)));
                File.Delete(capture);
                profiled.Add(Checked(workload, MeasuredProcess.Run([options.Mprof, "run", .. options.RunOptions, "-o", capture, options.Python, workload], watchChild: true)));
                sizes.Add(new FileInfo(capture).Length);
                stats.Add(Stats(options, capture));
                roundDone(round);
            }
            if (stats.Any(s => s.GetProperty("lost_events").GetInt64() != 0))
                throw new InvalidOperationException($"{workload}: events were lost");
            double Median(IEnumerable<double> figures) => Spread.Of(figures).Median;
            double Stat(string key) => Median(stats.Select(s => s.GetProperty(key).GetDouble()));
            return new WorkloadResult
            {
                Name = Path.GetFileNameWithoutExtension(workload),
                PlainSeconds = Spread.Of(plain.Select(run => run.WallSeconds)),
                ProfiledSeconds = Spread.Of(profiled.Select(run => run.WallSeconds)),
                PlainCpuSeconds = Median(plain.Select(run => run.OwnCpuSeconds + run.ChildrenCpuSeconds)),
                ProgramCpuSeconds = Median(profiled.Select(run => run.ChildrenCpuSeconds)),
                CollectorCpuSeconds = Median(profiled.Select(run => run.OwnCpuSeconds)),
                PlainPeakBytes = Median(plain.Select(run => (double)run.PeakResidentBytes)),
                ProfiledPeakBytes = Median(profiled.Select(run => (double)run.PeakResidentBytes)),
                CaptureBytes = Median(sizes),
                Waits = Stat("ring_waits"),
                Allocations = Stat("allocations"),
                AgentBytes = Stat("agent_bytes"),
                ReportSeconds = s_reports.Max(verb => Median(Enumerable.Range(0, 3).Select(_ =>
                    Checked(verb, MeasuredProcess.Run([options.Mprof, verb, capture], watchChild: false)).WallSeconds))),
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MeasuredProcess Checked(string what, MeasuredProcess run) =>
        run.ExitCode == 0 ? run : throw new InvalidOperationException($"{what} ended with exit code {run.ExitCode}");

    private static JsonElement Stats(Options options, string capture)
    {
        using var process = Process.Start(new ProcessStartInfo(options.Mprof, ["stats", "--json", capture]) { RedirectStandardOutput = true })!;
        using var document = JsonDocument.Parse(process.StandardOutput.BaseStream);
        process.WaitForExit();
        return document.RootElement.Clone();
    }
}
