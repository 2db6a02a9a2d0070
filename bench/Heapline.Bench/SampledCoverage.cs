using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Heapline.Bench;

/// <summary>
/// How good the error bars of sampled captures are: one program, exactly once and sampled with many seeds; for each of its lines, how often the truth lies within one, two and three standard
/// errors of the estimate. <c>./dev bench --sampled-coverage</c>
/// </summary>
/// <remarks>A line's blocks are looked at by allocator: the list that grows is not the objects that are put into it.</remarks>
internal static class SampledCoverage
{
    /// <summary>How often the sizes of a line's blocks are looked at, with <see cref="FinestKiB"/> between samples.</summary>
    private const int FineRuns = 10, FinestKiB = 1;
    private static readonly int[] s_intervals = [16, 64, 512];

    private static readonly (string Name, double Below)[] s_kinds = [("below 1", 1), ("1–3", 3), ("3–10", 10), ("10–30", 30), ("30 and more", double.MaxValue), ("every block", double.PositiveInfinity)];

    public static int Run(string root, int seeds)
    {
        var mprof = Path.Combine(root, "artifacts", "heapline", "mprof");
        var program = Path.Combine(root, "tests", "targets", "sampled_of_every_kind.py");
        var folder = Directory.CreateTempSubdirectory("heapline-bench-").FullName;
        try
        {
            SampledLines Record(int interval, int seed)
            {
                var capture = Path.Combine(folder, "it.mprofile");
                Execute(mprof, ["run", "-q", .. interval > 0 ? new[] { $"--sampled={interval}K" } : [], "-o", capture, program], seed);
                return new SampledLines(capture, Path.GetFileName(program));
            }
            var truth = Record(0, 0);
            var fine = Enumerable.Range(1, FineRuns).Select(seed => Record(FinestKiB, seed)).ToList();
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"# Error bars of sampled captures, {DateTime.UtcNow:yyyy-MM-dd}");
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"`{Path.GetFileName(program)}` recorded exactly once and sampled with {seeds} seeds: how often the exact figure of each of its lines with the bytes of a sample or more, by allocator, lies");
            text.AppendLine("within so many standard errors of the estimate (a normal distribution: 68.3 %, 95.4 %, 99.7 %), and the mean of estimate / truth. *Samples*: as many as a Poisson distribution has that is as skewed as");
            text.AppendLine(CultureInfo.InvariantCulture, $"the estimate must be, by the sizes of the line's blocks ({FineRuns} runs with one sample per {FinestKiB} KiB); where they are of one size, the number of samples to be expected. *Below 1*: of most of what makes");
            text.AppendLine("the figure less than one sample, such as the number of times that a list grew, which is that of its smallest blocks. *Every block*: lines of blocks as large as the interval, which are exact.");
            text.AppendLine("*Seen*: in how many of the runs a block of the line was recorded at all; the shares are of those. Written by `./dev bench --sampled-coverage`.");
            text.AppendLine();
            text.AppendLine("| interval | figure | samples | lines | within 1 | within 2 | within 3 | seen | mean of estimate / truth |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var interval in s_intervals)
            {
                var runs = new List<SampledLines>();
                for (var seed = 1; seed <= seeds; seed++)
                {
                    runs.Add(Record(interval, seed));
                    Console.Error.Write('.');
                }
                Console.Error.WriteLine($" {interval}K");
                for (var figure = 0; figure < SampledLines.Kinds.Length; figure++)
                    foreach (var (name, lines) in ByKind(truth, fine, figure, interval << 10))
                        text.AppendLine(Row($"{interval} K | {SampledLines.Kinds[figure].Name} | {name} | {lines.Count}", figure, truth, lines, runs));
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

    private static IEnumerable<(string Name, List<SampledLines.Line> Lines)> ByKind(SampledLines truth, List<SampledLines> fine, int figure, int interval)
    {
        var lines = truth.All.Where(line => SampledLines.Kinds[figure].Bytes(truth.Of(line)) >= interval).ToLookup(line => Samples(fine, line, figure, interval));
        double least = 0;
        foreach (var (name, below) in s_kinds)
        {
            var those = lines.Where(same => same.Key >= least && (same.Key < below || double.IsInfinity(below))).SelectMany(same => same).ToList();
            least = below;
            if (those.Count > 0)
                yield return (name, those);
        }
    }

    /// <summary>
    /// How many samples a Poisson distribution has that is as skewed as the estimate of a figure: variance³ / third central moment². Of a block that counts as W on average, they are W − 1 and not above (W − 1)², times
    /// the powers of its size for bytes. Infinite where nothing is left to chance.
    /// </summary>
    private static double Samples(List<SampledLines> fine, SampledLines.Line line, int figure, int interval)
    {
        var (_, of, _, blocksOf, bytesOf) = SampledLines.Kinds[figure];
        double variance = 0, third = 0;
        foreach (var part in fine.SelectMany(run => run.SitesOf(line)).Where(part => blocksOf(part) > 0))
        {
            double blocks = (double)blocksOf(part) / FineRuns, size = (double)bytesOf(part) / blocksOf(part);
            if (size >= interval)
                continue;
            double excess = 1 / (1 - Math.Exp(-(size + 1) / interval)) - 1, each = (double)of(part) / blocksOf(part);
            variance += blocks * excess * each * each;
            third += blocks * excess * excess * each * each * each;
        }
        return variance > 0 ? variance * variance * variance / (third * third) : double.PositiveInfinity;
    }

    private static string Row(string head, int figure, SampledLines truth, List<SampledLines.Line> lines, List<SampledLines> runs)
    {
        var (_, of, error, _, _) = SampledLines.Kinds[figure];
        var within = new int[3];
        int all = 0, seen = 0;
        double ratios = 0;
        foreach (var line in lines)
        {
            var expected = of(truth.Of(line));
            foreach (var estimate in runs.Select(run => run.Of(line)))
            {
                all++;
                ratios += (double)of(estimate) / expected;
                if (of(estimate) == 0)
                    continue;
                seen++;
                var errors = Math.Abs(of(estimate) - expected) / Math.Max(error(estimate.StandardErrors), 1);
                for (var i = 0; i < within.Length; i++)
                    within[i] += errors <= i + 1 ? 1 : 0;
            }
        }
        string Share(int count, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(whole, 1):0.0} %");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {head} | {Share(within[0], seen)} | {Share(within[1], seen)} | {Share(within[2], seen)} | {Share(seen, all)} | {ratios / Math.Max(all, 1):0.0000} |");
    }

    private static void Execute(string mprof, string[] arguments, int seed)
    {
        var start = new ProcessStartInfo(mprof, arguments) { RedirectStandardOutput = true };
        start.Environment["HEAPLINE_SEED"] = seed.ToString(CultureInfo.InvariantCulture);
        start.Environment["PYTHONHASHSEED"] = "0";
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"mprof {string.Join(' ', arguments)} ended with exit code {process.ExitCode}");
    }
}
