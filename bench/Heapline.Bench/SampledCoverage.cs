using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Heapline.Bench;

/// <summary>
/// How good the error bars of sampled captures are: one program, exactly once and sampled with many seeds; for the twenty lines with most memory, how often the truth lies within one, two and
/// three standard errors of the estimate. <c>./dev bench --sampled-coverage</c>
/// </summary>
/// <remarks>
/// A line's blocks are looked at by allocator: a few small ones beside large ones (the ints of a loop, of which too few are made to be sampled) are in no estimate, and counts would compare
/// what was estimated with what could not be.
/// </remarks>
internal static class SampledCoverage
{
    private const int Lines = 20;
    private static readonly string[] s_figures = ["allocated_bytes", "allocations", "at_peak_bytes"];
    private static readonly int[] s_intervals = [16, 64, 512];

    /// <summary>Rows by how many samples there are of them: the fewer, the more skewed estimates are. Rows of less than one sample's worth are left out.</summary>
    private static readonly (string Name, double Least, double Below)[] s_kinds = [("1–30", 1, 30), ("30 and more", 30, double.MaxValue), ("every block", 0, 0)];

    private sealed record Line(string File, int Number, string Allocator, Dictionary<string, (double Value, double Variance)> Figures);

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
            text.AppendLine("memory, by allocator, lies within so many standard errors of the estimate (a normal distribution: 68.3 %, 95.4 %, 99.7 %), and the mean of estimate / truth. *Samples*: how many");
            text.AppendLine("there are of a line on average; with few, estimates are as skewed as a Poisson distribution is. *Every block*: lines of blocks as large as the interval, which are exact; of a list");
            text.AppendLine("that grew the first, small blocks are less than one sample, which is let pass. *Seen*: in how many of the runs a block of the line was recorded at all. Written by `./dev bench --sampled-coverage`.");
            text.AppendLine();
            text.AppendLine("| interval | figure | samples | lines | within 1 | within 2 | within 3 | seen | mean of estimate / truth |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var interval in s_intervals)
            {
                var runs = new List<List<Line>>();
                for (var seed = 1; seed <= seeds; seed++)
                {
                    runs.Add(Record(mprof, [$"--sampled={interval}K"], program, capture, seed.ToString(CultureInfo.InvariantCulture)));
                    Console.Error.Write('.');
                }
                Console.Error.WriteLine($" {interval}K");
                foreach (var figure in s_figures)
                    foreach (var (name, least, below) in s_kinds)
                        if (truth.Where(line => Samples(line, figure, interval) is var samples && samples >= least && (samples < below || samples == below)).ToList() is { Count: > 0 } lines)
                            text.AppendLine(Row($"{interval} K | {figure} | {name} | {lines.Count}", figure, lines, runs, below == 0 ? interval << 10 : 0));
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

    /// <summary>How many samples there are of a line's figure; 0 where every block is recorded, below 0 where there is nothing to compare.</summary>
    private static double Samples(Line line, string figure, int interval)
    {
        var bytes = line.Figures[figure == "allocations" ? "allocated_bytes" : figure].Value;
        var isExact = line.Figures["allocated_bytes"].Value / line.Figures["allocations"].Value >= interval << 10;
        return bytes <= 0 || isExact && figure == "allocations" ? -1 : isExact ? 0 : bytes / (interval << 10) is var samples and >= 1 ? samples : -1;
    }

    private static string Row(string head, string figure, List<Line> truth, List<List<Line>> runs, int let)
    {
        var within = new int[3];
        int all = 0, seen = 0;
        double ratios = 0;
        foreach (var line in truth)
        {
            var expected = line.Figures[figure].Value;
            foreach (var run in runs)
            {
                var (value, variance) = run.Find(other => other.Number == line.Number && other.Allocator == line.Allocator && other.File == line.File)?.Figures[figure] ?? default;
                all++;
                ratios += value / expected;
                if (value == 0)
                    continue;
                seen++;
                var errors = Math.Max(Math.Abs(value - expected) - let, 0) / Math.Max(Math.Sqrt(variance), 1);
                for (var i = 0; i < within.Length; i++)
                    within[i] += errors <= i + 1 ? 1 : 0;
            }
        }
        string Share(int count, int of) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(of, 1):0.0} %");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {head} | {Share(within[0], seen)} | {Share(within[1], seen)} | {Share(within[2], seen)} | {Share(seen, all)} | {ratios / Math.Max(all, 1):0.0000} |");
    }

    private static List<Line> Record(string mprof, string[] options, string program, string capture, string seed)
    {
        Run(mprof, ["run", "-q", .. options, "-o", capture, program], seed);
        using var document = JsonDocument.Parse(Run(mprof, ["table", "--json", capture], seed));
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("stack").GetArrayLength() > 0)
            .GroupBy(row => (Top: row.GetProperty("stack").EnumerateArray().Last(), Allocator: row.GetProperty("allocator").GetString()!) is var key
                ? (File: key.Top.GetProperty("file").GetString()!, Line: key.Top.GetProperty("line").GetInt32(), key.Allocator) : default)
            .Select(rows => new Line(rows.Key.File, rows.Key.Line, rows.Key.Allocator, s_figures.ToDictionary(figure => figure, figure => (
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
