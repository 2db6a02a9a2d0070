using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Heapline.EndToEnd.Tests;

/// <summary>Where things are in the source tree.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = FindRoot(Path.GetDirectoryName(Here())!);

    public static string Targets => Path.Combine(Root, "tests", "targets");

    /// <summary>Path of a target, given its name without <c>.py</c>.</summary>
    public static string Target(string name) => Path.Combine(Targets, name + ".py");

    /// <summary>1-based number of the target's line that ends in the comment <paramref name="mark"/>.</summary>
    public static int Line(string target, string mark)
    {
        var lines = File.ReadAllLines(Target(target));
        var found = Enumerable.Range(1, lines.Length).Where(n => lines[n - 1].EndsWith("  # " + mark, StringComparison.Ordinal)).ToList();
        return found.Count == 1 ? found[0] : throw new InvalidOperationException($"{target}.py has {found.Count} lines marked '# {mark}', expected one");
    }

    /// <summary>1-based numbers of the target's lines that end in a comment of one word.</summary>
    public static IEnumerable<int> MarkedLines(string target) =>
        File.ReadLines(Target(target)).Select((text, index) => (text, index)).Where(line => Mark().IsMatch(line.text)).Select(line => line.index + 1);

    /// <summary>Those lines as FILE:LINE, which is how reports take them.</summary>
    public static string[] MarkedPlaces(string target) => [.. MarkedLines(target).Select(line => $"{target}.py:{line}")];

    [GeneratedRegex(@"  # \w+$")]
    private static partial Regex Mark();

    private static string FindRoot(string start)
    {
        // Deterministic CI builds map source paths away; then the folder of the running program leads to the root.
        for (var folder = Directory.Exists(start) ? start : AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Heapline.slnx")))
                return folder;
        }
        throw new InvalidOperationException($"No Heapline.slnx above {start} or {AppContext.BaseDirectory}");
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
