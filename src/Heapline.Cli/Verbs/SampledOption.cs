using System.CommandLine;
using System.Globalization;
using Heapline.Collector.Running;

namespace Heapline.Cli.Verbs;

/// <summary><c>--sampled[=BYTES]</c> and <c>--overhead PERCENT</c> of <c>mprof run</c>.</summary>
internal static class SampledOption
{
    /// <summary>The fewest bytes between two samples.</summary>
    internal const long SmallestInterval = 1 << 10;
    /// <summary>The most bytes between two samples.</summary>
    internal const long LargestInterval = 1L << 40;

    public static Option<long?> Create() => new("--sampled")
    {
        Description = "Record one allocation per so many bytes asked for, picked by chance, and estimate the rest: next to no slowdown. " +
            "--sampled=64K, --sampled=2M; without a size 512K. Blocks as large as that are always recorded",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? SamplingRequest.DefaultIntervalBytes
            : Bytes(result.Tokens[0].Value) is >= SmallestInterval and <= LargestInterval and var bytes ? bytes
            : CommonOptions.Wrong<long?>(result, $"--sampled takes a size from 1K to 1024G, such as 512K or 2M, not '{result.Tokens[0].Value}'."),
    };

    /// <summary><c>--overhead PERCENT</c></summary>
    public static Option<double?> Budget() => new("--overhead")
    {
        Description = "Record every allocation until that costs more than so much of the program's own time, such as 5%; then sample, ever more rarely",
        HelpName = "PERCENT",
        CustomParser = result => double.TryParse(result.Tokens[0].Value.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 1000
                ? percent / 100
                : CommonOptions.Wrong<double?>(result, $"--overhead takes a percentage above 0, such as 5%, not '{result.Tokens[0].Value}'."),
    };

    /// <summary>A size in bytes, KiB (K), MiB (M) or GiB (G); -1 for what is none.</summary>
    internal static long Bytes(string text)
    {
        var digits = text.TrimEnd('B', 'b', 'i');
        var shift = digits is [.., var unit] ? char.ToUpperInvariant(unit) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 } : 0;
        return long.TryParse(shift > 0 ? digits[..^1] : digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift
            ? number << shift
            : -1;
    }
}
