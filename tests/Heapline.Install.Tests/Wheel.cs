using System.IO.Compression;
using Heapline.EndToEnd.Tests;

namespace Heapline.Install.Tests;

/// <summary>The wheel that <c>./dev wheel</c> made. Asking for it fails a test where it could not be made: nothing here is skipped.</summary>
internal static class Wheel
{
    public static string Path { get; } = Find();

    /// <summary>Content of every file in it, by its path.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = Read();

    /// <summary>The text of the one file whose path ends so.</summary>
    public static string Text(string end) => System.Text.Encoding.UTF8.GetString(Files.Single(file => file.Key.EndsWith(end, StringComparison.Ordinal)).Value);

    private static string Find()
    {
        var folder = System.IO.Path.Combine(SourceTree.Root, "artifacts", "wheel");
        return Directory.Exists(folder) && Directory.GetFiles(folder, "*.whl") is [var wheel]
            ? wheel
            : throw new FileNotFoundException("there is no wheel: run ./dev wheel and see what it says", folder);
    }

    private static Dictionary<string, byte[]> Read()
    {
        using var archive = ZipFile.OpenRead(Path);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var memory = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(memory);
            return memory.ToArray();
        });
    }
}
