using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Heapline.Bench;

/// <summary>
/// How good the error bars of sampled captures are: one program, exactly once and sampled with many seeds; for the twenty lines with most memory, how often the truth lies within one, two and
/// three standard errors of the estimate. <c>./dev bench --sampled-coverage</c>
/// </summary>
internal static class SampledCoverage
{
    private const int Lines = 20;
    private static readonly string[] s_figures = ["allocated_bytes", "allocations", "at_peak_bytes"];
    private static readonly string[] s_intervals = ["16K", "64K", "512K"];

    private sealed record Line(string File, int Number, Dictionary<string, (double Value, double Variance)> Figures);

    public static int Run(string root, int seeds)
    {
        var mprof = Path.Combine(root, "artifacts", "heapline", "mprof");
        var program = Path.Combine(root, "tests", "targets", "sampled_of_every_kind.py");
        var folder = Directory.CreateTempSubdirectory("heapline-bench-").FullName;
        try
        {
            var capture = Path.Combine(folder, "it.mprofile");
            var truth = Record(mprof, [], program, capture, "0").Where(line => line.File.EndsWith(Path.GetFileName(program), StringComparison.Ordinal))
                .OrderByDescending(line => line.Figures["allocated_bytes"].Value).Take(Lines).ToList();
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"# Error bars of sampled captures, {DateTime.UtcNow:yyyy-MM-dd}");
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"`{Path.GetFileName(program)}` recorded exactly once and sampled with {seeds} seeds: how often the exact figure of each of its {truth.Count} lines with most");
            text.AppendLine("memory lies within so many standard errors of the estimate (a normal distribution: 68.3 %, 95.4 %, 99.7 %), and the mean of estimate / truth. *Seen*: of those lines of");
            text.AppendLine("which a block was recorded at all; with few samples a line, estimates are as skewed as a Poisson distribution is. Written by `./dev bench --sampled-coverage`.");
            text.AppendLine();
            text.AppendLine("| interval | figure | within 1 | within 2 | within 3 | seen | mean of estimate / truth |");
            text.AppendLine("|---|---|---|---|---|---|---|");
            foreach (var interval in s_intervals)
            {
                var runs = new List<List<Line>>();
                for (var seed = 1; seed <= seeds; seed++)
                {
                    runs.Add(Record(mprof, [$"--sampled={interval}"], program, capture, seed.ToString(CultureInfo.InvariantCulture)));
                    Console.Error.Write('.');
                }
                Console.Error.WriteLine($" {interval}");
                foreach (var figure in s_figures)
                    text.AppendLine(Row(interval, figure, truth, runs));
            }
            Console.Write(text);
            var kept = Path.Combine(root, "bench", "results");
            Directory.CreateDirectory(kept);
            File.WriteAllText(Path.Combine(kept, $"{DateTime.UtcNow:yyyy-MM-dd}-sampled-coverage.md"), text.ToString());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Row(string interval, string figure, List<Line> truth, List<List<Line>> runs)
    {
        var within = new int[3];
        int all = 0, seen = 0;
        double ratios = 0;
        foreach (var line in truth.Where(line => line.Figures[figure].Value > 0))
        {
            var expected = line.Figures[figure].Value;
            foreach (var run in runs)
            {
                var (value, variance) = run.Find(other => other.Number == line.Number && other.File == line.File)?.Figures[figure] ?? default;
                all++;
                ratios += value / expected;
                if (value == 0)
                    continue;
                seen++;
                // Lines of large blocks are exact, but for a few small ones that show no error while none is sampled: a hundredth is let pass.
                var errors = (variance > 0 ? Math.Abs(value - expected) : Math.Max(Math.Abs(value - expected) - expected / 100, 0)) / Math.Max(Math.Sqrt(variance), 1);
                for (var i = 0; i < within.Length; i++)
                    within[i] += errors <= i + 1 ? 1 : 0;
            }
        }
        string Share(int count, int of) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(of, 1):0.0} %");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {interval} | {figure} | {Share(within[0], seen)} | {Share(within[1], seen)} | {Share(within[2], seen)} | {Share(seen, all)} | {ratios / Math.Max(all, 1):0.0000} |");
    }

    private static List<Line> Record(string mprof, string[] options, string program, string capture, string seed)
    {
        Run(mprof, ["run", "-q", .. options, "-o", capture, program], seed);
        using var document = JsonDocument.Parse(Run(mprof, ["lines", "--json", capture], seed));
        return [.. document.RootElement.GetProperty("lines").EnumerateArray()
            .GroupBy(row => (File: row.GetProperty("file").GetString()!, Line: row.GetProperty("line").GetInt32()))
            .Select(rows => new Line(rows.Key.File, rows.Key.Line, s_figures.ToDictionary(figure => figure, figure => (
                rows.Sum(row => row.GetProperty(figure).GetDouble()),
                rows.Sum(row => row.TryGetProperty(figure + "_standard_error", out var error) ? error.GetDouble() * error.GetDouble() : 0)))))];
    }

    private static string Run(string mprof, string[] arguments, string seed)
    {
        var start = new ProcessStartInfo(mprof, arguments) { RedirectStandardOutput = true };
        start.Environment["HEAPLINE_SEED"] = seed;
        start.Environment["PYTHONHASHSEED"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"mprof {string.Join(' ', arguments)} ended with exit code {process.ExitCode}");
    }
}
