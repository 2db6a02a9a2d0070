using System.Globalization;
using System.Text.RegularExpressions;

namespace Heapline.Install.Tests;

/// <summary>The figures of a line of output that are much the same in every run and on every machine: bytes, and counts. Times and shares are not.</summary>
internal static partial class ShownFigures
{
    // The page shows another version of CPython than the test runs, or another machine's resident memory.
    private const double MostApart = 1.5;

    // Below, one module that is loaded or not makes such a difference.
    private const double LeastBytes = 64 << 10, LeastCount = 1_000;

    /// <summary>Whether a page's line shows what was printed, near enough. Both have figures in the same places.</summary>
    public static bool AreNear(string page, string printed) => Of(page).Zip(Of(printed)).All(pair => IsNear(pair.First, pair.Second));

    private static bool IsNear((double Value, bool IsBytes) page, (double Value, bool IsBytes) printed)
    {
        var least = page.IsBytes ? LeastBytes : LeastCount;
        var (smaller, larger) = (Math.Min(page.Value, printed.Value), Math.Max(page.Value, printed.Value));
        return larger < least || larger <= MostApart * smaller;
    }

    private static IEnumerable<(double Value, bool IsBytes)> Of(string line)
    {
        foreach (Match figure in Figure().Matches(line))
        {
            (double Of, bool IsBytes)? unit = figure.Groups["unit"].Value switch
            {
                "" => (1, false),
                "k" => (1e3, false),
                "M" => (1e6, false),
                "G" => (1e9, false),
                "B" => (1, true),
                "KiB" => (1L << 10, true),
                "MiB" => (1L << 20, true),
                "GiB" => (1L << 30, true),
                _ => null,
            };
            if (unit is { } known)
                yield return (double.Parse(figure.Groups["number"].Value, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * known.Of, known.IsBytes);
        }
    }

    [GeneratedRegex(@"(?<![\w.:-])(?<number>\d[\d,]*(\.\d+)?)( ?(?<unit>B|KiB|MiB|GiB|ns|µs|ms|s|min|k|M|G|%))?(?![\w.:-]\w)")]
    private static partial Regex Figure();
}
