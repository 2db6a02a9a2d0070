using System.Text.RegularExpressions;

namespace Heapline.Install.Tests;

/// <summary>Output without what differs from run to run and from machine to machine: numbers with their units, folders, and how wide columns are.</summary>
internal static partial class Masked
{
    public static IReadOnlyList<string> Lines(IEnumerable<string> lines) => [.. lines.Select(Line).Where(line => line.Length > 0)];

    /// <summary>Whether a page's output is a program's: "..." on the page stands for any lines.</summary>
    public static bool Matches(IReadOnlyList<string> page, IReadOnlyList<string> output)
    {
        if (page.Count == 0)
            return output.Count == 0;
        if (page[0] != "...")
            return output.Count > 0 && page[0] == output[0] && Matches(Rest(page), Rest(output));
        for (int skipped = 0; skipped <= output.Count; skipped++)
            if (Matches(Rest(page), [.. output.Skip(skipped)]))
                return true;
        return false;
    }

    private static string Line(string line) => line == "..." ? line : Blanks().Replace(Rules().Replace(Numbers().Replace(line, "#"), "--"), " ").Trim();

    private static IReadOnlyList<string> Rest(IReadOnlyList<string> lines) => [.. lines.Skip(1)];

    // 12.3 MiB, 1,024, 72 ns, 3.12.1, 2026-11-22 10:15:00 +00:00, <1 %, +5.1 KiB
    [GeneratedRegex(@"[<+−-]?\d[\d.,:+-]*( ?(B|KiB|MiB|GiB|ns|µs|ms|s|min|k|M|G|%)(?![A-Za-z]))?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[-─=]{2,}")]
    private static partial Regex Rules();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
