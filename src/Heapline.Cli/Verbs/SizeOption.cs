using System.CommandLine;
using System.Globalization;
using Heapline.Capture;

namespace Heapline.Cli.Verbs;

/// <summary>Options that take a number of bytes.</summary>
internal static class SizeOption
{
    private static readonly (string Unit, long Bytes)[] s_units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("B", 1), ("", 1)];

    public static Option<long?> MaxFile() => new("--max-file")
    {
        Description = "Keep the capture below this size, such as 100MiB, from 1MiB on: what happened long ago is merged into longer spans of time; " +
            "every total stays exact [no limit; a capture grows with the logarithm of time]",
        HelpName = "SIZE",
        CustomParser = result => Parse(result.Tokens[0].Value) is >= CaptureWriter.LeastMaxBytes and var bytes
            ? bytes
            : CommonOptions.Wrong<long?>(result, $"--max-file takes a size from 1MiB on, such as 100MiB, not '{result.Tokens[0].Value}'."),
    };

    /// <summary>Bytes of a text such as <c>100MiB</c>, <c>1.5 GB</c>, <c>512k</c> (1,024 each, as KiB) or <c>4096</c>; null for anything else.</summary>
    internal static long? Parse(string text)
    {
        foreach (var (unit, bytes) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                continue;
            var number = text.AsSpan(0, text.Length - unit.Length).Trim();
            return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count < long.MaxValue / bytes
                ? (long)(count * bytes) : null;
        }
        return null;
    }
}
