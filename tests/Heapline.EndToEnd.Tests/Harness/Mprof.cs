namespace Heapline.EndToEnd.Tests;

/// <summary>The built <c>mprof</c>. Asking for it fails a test where it could not be built: nothing here is skipped.</summary>
internal static class Mprof
{
    public static string Home { get; } = Path.Combine(SourceTree.Root, "artifacts", "heapline");

    public static string Program => Built("mprof");

    public static Task<CommandResult> RunAsync(
        IEnumerable<string> arguments, string folder, string input = "", IReadOnlyDictionary<string, string>? environment = null,
        Func<int, CancellationToken, Task>? until = null)
    {
        Built("_heapline.so");
        Built("python");
        return Command.RunAsync(Program, arguments, folder, input, environment, until);
    }

    private static string Built(string name)
    {
        var path = Path.Combine(Home, name);
        return Path.Exists(path) ? path : throw new FileNotFoundException($"{name} is not built: run ./dev build and see what it says", path);
    }
}
