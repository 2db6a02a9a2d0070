using System.Runtime.CompilerServices;

namespace Heapline.Architecture.Tests;

/// <summary>The source tree that these tests were compiled from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot(Here());

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

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

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
