using System.Diagnostics;

namespace Heapline.LineTables.Tests;

/// <summary>A CPython of this machine.</summary>
internal sealed record InstalledPython(string Executable, uint HexVersion)
{
    public static IReadOnlyList<string> SupportedVersions { get; } = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    /// <summary>The first interpreter of this version under pyenv or on the PATH that starts and is what its name says; null without one.</summary>
    public static InstalledPython? Find(string version)
    {
        string home = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        string versions = Path.Combine(home, "versions");
        IEnumerable<string> folders = Directory.Exists(versions)
            ? Directory.GetDirectories(versions, version + ".*").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(path)
            .Select(folder => Path.Combine(folder, "python" + version))
            .Where(File.Exists)
            .Select(Probe)
            .FirstOrDefault(python => python is not null && $"{python.HexVersion >> 24}.{python.HexVersion >> 16 & 0xFF}" == version);
    }

    /// <summary>Runs a script and gives back what it prints, line by line.</summary>
    public IEnumerable<string> Run(string script)
    {
        using Process process = Start(Executable, "-I", script);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            yield return line;
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Executable} {script} ended with exit code {process.ExitCode}");
    }

    private static InstalledPython? Probe(string executable)
    {
        using Process process = Start(executable, "-I", "-c", "import sys; print(sys.hexversion)");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // pyenv's shims are there for versions that are not selected, and fail.
        return process.ExitCode == 0 && uint.TryParse(output.Trim(), out uint version) ? new InstalledPython(executable, version) : null;
    }

    private static Process Start(string executable, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true })
        ?? throw new InvalidOperationException($"{executable} did not start");
}
