using System.Diagnostics;

namespace Heapline.Lines.Tests;

/// <summary>The suite in tests/python, and the Pythons that run it.</summary>
internal static class PythonSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<string> Versions { get; } = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "tests", "python");

    /// <summary>The agent that is tested: HEAPLINE_AGENT where it is set, else the one that ./dev build has made.</summary>
    public static string Agent { get; } =
        Environment.GetEnvironmentVariable("HEAPLINE_AGENT") is { Length: > 0 } named ? named : Path.Combine(Root, "artifacts", "heapline", "_heapline.so");

    /// <summary>Names of the suite's modules.</summary>
    public static IEnumerable<string> Modules() =>
        Directory.GetFiles(Folder, "test_*.py").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>The interpreter of a version, under pyenv or on the PATH; null without one.</summary>
    public static string? Interpreter(string version)
    {
        string pyenv = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        string versions = Path.Combine(pyenv, "versions");
        IEnumerable<string> folders = Directory.Exists(versions)
            ? Directory.GetDirectories(versions, version + ".*").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(path).Select(folder => Path.Combine(folder, "python" + version)).FirstOrDefault(Starts);
    }

    /// <summary>Runs one module of the suite; exit code and everything it said.</summary>
    public static (int ExitCode, string Output) Run(string interpreter, string module)
    {
        ProcessStartInfo start = new(interpreter, ["-B", "-W", "error", "-m", "unittest", "-v", module])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = Path.Combine(Root, "python", "lib");
        start.Environment["HEAPLINE_AGENT"] = Agent;
        start.Environment.Remove("HEAPLINE_SESSION");
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{interpreter} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    private static bool Starts(string interpreter)
    {
        if (!File.Exists(interpreter))
        {
            return false;
        }

        using Process? process = Process.Start(new ProcessStartInfo(interpreter, ["-I", "-c", ""]) { RedirectStandardError = true });
        // pyenv's shims are there for versions that are not selected, and fail.
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Heapline.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"Heapline.slnx is in no folder above {AppContext.BaseDirectory}");
    }
}
