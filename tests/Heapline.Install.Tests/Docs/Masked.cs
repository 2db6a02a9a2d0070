using System.Text.RegularExpressions;

namespace Heapline.Install.Tests;

/// <summary>Output without what differs from run to run and from machine to machine: numbers with their units, folders, and how wide columns are.</summary>
internal static partial class Masked
{
    /// <summary>The lines of a page, each with the one that was printed in its place; null where a program prints something else. "..." on the page stands for any lines.</summary>
    public static IReadOnlyList<(string Page, string Printed)>? Pairs(IEnumerable<string> page, IEnumerable<string> printed)
    {
        var pairs = new List<(string, string)>();
        return Matches([.. Filled(page)], [.. Filled(printed)], pairs) ? pairs : null;
    }

    private static bool Matches(ReadOnlySpan<string> page, ReadOnlySpan<string> printed, List<(string Page, string Printed)> pairs)
    {
        if (page.IsEmpty)
            return printed.IsEmpty;
        if (page[0] != "...")
        {
            if (printed.IsEmpty || Line(page[0]) != Line(printed[0]))
                return false;
            pairs.Add((page[0], printed[0]));
            return Matches(page[1..], printed[1..], pairs);
        }
        var found = pairs.Count;
        for (int skipped = 0; skipped <= printed.Length; skipped++)
        {
            if (Matches(page[1..], printed[skipped..], pairs))
                return true;
            pairs.RemoveRange(found, pairs.Count - found);
        }
        return false;
    }

    private static IEnumerable<string> Filled(IEnumerable<string> lines) => lines.Where(line => line.AsSpan().Trim().Length > 0);

    private static string Line(string line) => Blanks().Replace(Rules().Replace(Numbers().Replace(line, "#"), "--"), " ").Trim();

    // 12.3 MiB, 1,024, 72 ns, 3.12.1, 2026-11-22 10:15:00 +00:00, <1 %, +5.1 KiB
    [GeneratedRegex(@"[<+−-]?\d[\d.,:+-]*( ?(B|KiB|MiB|GiB|ns|µs|ms|s|min|k|M|G|%)(?![A-Za-z]))?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[-─=]{2,}")]
    private static partial Regex Rules();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
