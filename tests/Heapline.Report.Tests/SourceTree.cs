using System.Runtime.CompilerServices;

namespace Heapline.Report.Tests;

/// <summary>Where things are in the source tree.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot(Path.GetDirectoryName(Here())!);

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
