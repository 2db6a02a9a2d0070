using System.CommandLine;
using System.Globalization;
using Heapline.Cli.Help;
using Heapline.Cli.Running;
using Heapline.Collector.Sampling;

namespace Heapline.Cli.Verbs;

/// <summary>Options of the verbs that read memory: how often, how long, which figure.</summary>
internal static class SamplingOptions
{
    private const double ShortestInterval = 0.001;
    private const double LongestInterval = 3600;

    public static Option<TimeSpan?> Interval(string usual) => new("--interval", "-T")
    {
        Description = $"Read resident memory every so many seconds [{usual}]",
        HelpName = "SECONDS",
        CustomParser = result => Seconds(result.Tokens[0].Value) is >= ShortestInterval and <= LongestInterval and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : CommonOptions.Wrong<TimeSpan?>(result, $"--interval takes seconds from {ShortestInterval} to {LongestInterval}, not '{result.Tokens[0].Value}'."),
    };

    public static Option<TimeSpan?> Timeout(string description) => new("--timeout", "-t")
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result => Seconds(result.Tokens[0].Value) is > 0 and < 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : CommonOptions.Wrong<TimeSpan?>(result, $"--timeout takes a number of seconds above 0, not '{result.Tokens[0].Value}'."),
    };

    public static Option<MemoryKind> Backend() => new Option<MemoryKind>("--backend")
    {
        Description = $"Which memory is read: {CurveBackend.Names} [psutil]; psutil itself is not needed",
        HelpName = "NAME",
        CustomParser = result => CurveBackend.Parse(result.Tokens[0].Value)
            ?? CommonOptions.Wrong<MemoryKind>(result, result.Tokens[0].Value == "tracemalloc"
                ? "--backend 'tracemalloc' is not needed: the Python heap is in every capture beside resident memory, see mprof plot."
                : $"--backend takes {CurveBackend.Names}, not '{result.Tokens[0].Value}'."),
    }.WithWords("psutil", "psutil_pss", "psutil_uss", "posix");

    private static double Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : double.NaN;
}
