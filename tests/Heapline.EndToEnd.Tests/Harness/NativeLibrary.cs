using System.Collections.Concurrent;

namespace Heapline.EndToEnd.Tests;

/// <summary>Libraries compiled from tests/targets/native, each once a test run.</summary>
internal static class NativeLibrary
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_built = new();

    /// <summary>Path of the library made from NAME.c.</summary>
    public static Task<string> BuildAsync(string name) => s_built.GetOrAdd(name, _ => new Lazy<Task<string>>(() => CompileAsync(name))).Value;

    private static async Task<string> CompileAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "native")).FullName;
        var library = Path.Combine(folder, name + ".so");
        var source = Path.Combine(SourceTree.Targets, "native", name + ".c");
        // Unoptimized: a compiler may leave out a malloc whose block is freed unused.
        var compiled = await Command.RunAsync("gcc", ["-shared", "-fPIC", "-O0", "-pthread", "-o", library, source], folder);
        return compiled.ExitCode == 0 ? library : throw new InvalidOperationException($"{source} does not compile: {compiled}");
    }
}
