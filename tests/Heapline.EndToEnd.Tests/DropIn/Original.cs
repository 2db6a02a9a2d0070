namespace Heapline.EndToEnd.Tests;

/// <summary>The original mprof, as Debian's python3-memory-profiler installs it for the system's Python.</summary>
internal static class Original
{
    private const string Module = "/usr/lib/python3/dist-packages/mprof.py";
    private const string Python = "/usr/bin/python3";

    public static Task<CommandResult> MprofAsync(string folder, params string[] arguments) => Command.RunAsync(Python, [Present(), .. arguments], folder, environment: s_headless);

    /// <summary>Runs Python code that may import the original's modules.</summary>
    public static Task<CommandResult> PythonAsync(string folder, string code, params string[] arguments)
    {
        Present();
        return Command.RunAsync(Python, ["-c", code, .. arguments], folder, environment: s_headless);
    }

    private static readonly Dictionary<string, string> s_headless = new() { ["MPLBACKEND"] = "Agg" };

    private static string Present() => File.Exists(Module)
        ? Module
        : throw new FileNotFoundException("the original mprof is not here to compare with: ./dev setup installs python3-memory-profiler", Module);
}
