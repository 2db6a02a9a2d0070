using System.Globalization;
using System.Text;

namespace Heapline.Bench;

/// <summary>The results of <see cref="LineBench"/> as Markdown.</summary>
internal static class LineTable
{
    public const string Plain = "without the decorator";
    public const string Original = "`python -m memory_profiler`, the original";
    public const string Ours = "`python -m memory_profiler`, Heapline";
    public const string OriginalImported = "imported decorator, the original";
    public const string OursImported = "imported decorator, Heapline";
    public const string OriginalMprof = "`mprof run`, the original (lines and the memory curve)";
    public const string OursMprof = "`mprof run`, Heapline (lines, the curve, and every allocation)";

    public static string Write(string machine, int runs, int few, IReadOnlyList<LineResult> results, (double Cpu, double Wall)? wholeRun)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# The article's program, line by line, {DateTime.UtcNow:yyyy-MM-dd}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{machine}. `examples/calculate_sum.py`: {LineBench.Count:N0} numbers, {LineResult.LineEnds:N0} line ends, on the system's python3 with");
        text.AppendLine(CultureInfo.InvariantCulture, $"Debian's python3-memory-profiler. Medians of {runs} rounds (least–most), every way once in each. Processor time is that of all processes of the run.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Where the original reads memory at each line it was given {few:N0} numbers, and what exceeds its start was multiplied by {LineBench.Count / few}. Written by `./dev bench --lines`.");
        text.AppendLine();
        text.AppendLine("| way | processor time, s | wall time, s | of it the start, s | ns a line end | times faster |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            var original = results.FirstOrDefault(other => other.Way.Name == result.Way.Against);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {result.Way.Name} | {Times(result.CpuSeconds)} | {(result.Way.SmallCount < LineBench.Count ? "–" : Times(result.WallSeconds))} | {result.StartSeconds.Median:0.00} | {result.NanosecondsALine:0} | {(original is null ? "–" : $"**{Ratio(original, result)}**")} |");
        }
        if (wholeRun is var (cpu, wall) && results.FirstOrDefault(result => result.Way.Name == Ours) is { } ours)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"The original with all {LineBench.Count:N0} numbers, once: {cpu:0.0} s of processor time in {wall:0.0} s, {cpu / ours.CpuSeconds.Median:0} times Heapline's.");
        }
        return text.ToString();
    }

    private static string Ratio(LineResult original, LineResult ours)
    {
        var ratio = original.CpuSeconds.Median / ours.CpuSeconds.Median;
        return ratio.ToString(ratio < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
    }

    private static string Times(Spread s) => string.Create(CultureInfo.InvariantCulture, $"{s.Median:0.00} ({s.Least:0.00}–{s.Most:0.00})");
}
