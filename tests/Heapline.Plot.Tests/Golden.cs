using System.Runtime.CompilerServices;
using Xunit;

namespace Heapline.Plot.Tests;

/// <summary>Compares with the files in Golden/; HEAPLINE_ACCEPT=1 takes what was got as the new expectation.</summary>
internal static class Golden
{
    public static void Matches(string name, string actual, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("HEAPLINE_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing; HEAPLINE_ACCEPT=1 writes it");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
