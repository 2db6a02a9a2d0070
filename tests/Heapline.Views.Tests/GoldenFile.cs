using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Heapline.Views.Tests;

/// <summary>Compares output with a file under Golden/. HEAPLINE_ACCEPT=1 writes the files anew; the diff is then to be read.</summary>
internal static class GoldenFile
{
    public static void Matches(string name, string actual)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("HEAPLINE_ACCEPT") == "1")
            File.WriteAllText(path, actual, new UTF8Encoding(false));
        Assert.True(File.Exists(path), $"There is no {path}; HEAPLINE_ACCEPT=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
