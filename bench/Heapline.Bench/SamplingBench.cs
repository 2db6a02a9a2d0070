using System.Globalization;

namespace Heapline.Bench;

/// <summary>
/// What recording the memory curve alone costs, beside the original mprof: <c>./dev bench --sampling</c>. The program's own processor time, the start of an empty script, and what a
/// reading costs the one who reads. Each round runs every way once.
/// </summary>
internal static class SamplingBench
{
    /// <summary>Seconds that the process sleeps in which readings are counted.</summary>
    private const int SleepSeconds = 10;
    /// <summary>Time between two readings there, in seconds.</summary>
    private const string Interval = "0.001";
    private const string SystemPython = "/usr/bin/python3";
    private const string OriginalMprof = "/usr/bin/python3-mprof";

    /// <summary>Runs all, prints the table and keeps it.</summary>
    public static int Run(string root, int runs)
    {
        var mprof = Path.Combine(root, "artifacts", "heapline", "mprof");
        var folder = Directory.CreateTempSubdirectory("heapline-bench-").FullName;
        var dat = Path.Combine(folder, "x.dat");
        try
        {
            string Workload(string name) => Path.Combine(root, "bench", "workloads", name + ".py");
            IReadOnlyList<string> Ours(params string[] rest) => [mprof, "run", "-q", "--time", .. rest];
            IReadOnlyList<string> Original(params string[] rest) => [OriginalMprof, "run", .. rest];
            var measured = new SamplingResults(runs, SleepSeconds, Interval);
            for (var round = 0; round < runs; round++)
            {
                foreach (var name in new[] { "calls", "json_roundtrip" })
                    measured.Program(name,
                        Timed([SystemPython, Workload(name)]), Timed(Ours("-o", Fresh(dat), SystemPython, Workload(name))),
                        Timed(Original("-o", Fresh(dat), Workload(name))));
                measured.Start(
                    Timed([SystemPython, Workload("empty")]), Timed(Ours("-o", Fresh(dat), SystemPython, Workload("empty"))),
                    Timed(Original("-o", Fresh(dat), Workload("empty"))));
                measured.Sampler(CpuOfAReading(Ours), CpuOfAReading(Original));
                Console.Error.Write('.');
            }
            Console.Error.WriteLine();
            var text = measured.Write(Machine.Describe());
            Console.Write(text);
            var kept = Path.Combine(root, "bench", "results");
            Directory.CreateDirectory(kept);
            File.WriteAllText(Path.Combine(kept, $"{DateTime.UtcNow:yyyy-MM-dd}-sampling.md"), text);
            return 0;

            // Of all processes of a run that sleeps, less one that does not; the sleeper itself takes a millisecond in both.
            double CpuOfAReading(Func<string[], IReadOnlyList<string>> way)
            {
                var start = Timed(way(["-T", Interval, "-o", Fresh(dat), "/bin/sleep", "0"]));
                var before = Readings(dat);
                var whole = Timed(way(["-T", Interval, "-o", Fresh(dat), "/bin/sleep", SleepSeconds.ToString(CultureInfo.InvariantCulture)]));
                return (whole.CpuSeconds - start.CpuSeconds) / (Readings(dat) - before);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Fresh(string dat)
    {
        File.Delete(dat);
        return dat;
    }

    private static int Readings(string dat) => File.ReadLines(dat).Count(line => line.StartsWith("MEM ", StringComparison.Ordinal));

    private static MeasuredProcess Timed(IReadOnlyList<string> command)
    {
        var run = MeasuredProcess.Run(command, watchChild: false);
        return run.ExitCode == 0
            ? run
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {run.ExitCode}; the original is Debian's python3-memory-profiler");
    }
}
