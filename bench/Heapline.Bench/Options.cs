using System.Diagnostics;

namespace Heapline.Bench;

/// <summary>What to measure.</summary>
/// <param name="Root">The source tree.</param>
/// <param name="Python">The interpreter.</param>
/// <param name="PythonVersion">Its version, as in <c>3.12.1</c>.</param>
/// <param name="Runs">Rounds; each is one plain and one profiled run.</param>
/// <param name="Workloads">Paths of the programs.</param>
/// <param name="Mode"><c>exact</c> or <c>sampled</c>.</param>
/// <param name="IsWhole">Whether all workloads are measured, so that the table is worth keeping.</param>
internal sealed record Options(string Root, string Python, string PythonVersion, int Runs, IReadOnlyList<string> Workloads, bool IsWhole, string Mode)
{
    private const string Usage = "usage: ./dev bench [--runs N] [--only NAME] [--python PATH] [--mode exact|sampled]";

    public string Mprof => Path.Combine(Root, "artifacts", "heapline", "mprof");

    /// <summary>The options of <c>mprof run</c> that the mode takes.</summary>
    public IReadOnlyList<string> RunOptions => Mode == "sampled" ? ["--sampled"] : [];

    public string ResultsFolder => Path.Combine(Root, "bench", "results");

    /// <summary>Reads the command line; null, and one line that says why, when it cannot be followed.</summary>
    public static Options? Parse(string[] arguments, out string problem)
    {
        problem = Usage;
        var root = Directory.GetCurrentDirectory();
        var all = Directory.GetFiles(Path.Combine(root, "bench", "workloads"), "*.py").Order(StringComparer.Ordinal).ToList();
        var chosen = all;
        var runs = 5;
        string? python = null;
        var mode = "exact";
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
                return null;
            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--runs" when int.TryParse(value, out runs) && runs > 0:
                    break;
                case "--only" when all.Find(file => Path.GetFileNameWithoutExtension(file) == value) is { } one:
                    chosen = [one];
                    break;
                case "--only":
                    problem = $"no workload {value}; there are {string.Join(", ", all.Select(Path.GetFileNameWithoutExtension))}";
                    return null;
                case "--mode" when value is "exact" or "sampled":
                    mode = value;
                    break;
                case "--python":
                    python = value;
                    break;
                default:
                    return null;
            }
        }
        python ??= DefaultPython();
        if (python is null || VersionOf(python) is not { } version)
        {
            problem = $"no Python to measure with: {python ?? "there is no CPython 3.12 under pyenv, name one with --python"}";
            return null;
        }
        return new Options(root, python, version, runs, chosen, chosen.Count == all.Count, mode);
    }

    private static string? DefaultPython()
    {
        var home = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        var versions = Path.Combine(home, "versions");
        return Directory.Exists(versions)
            ? Directory.GetDirectories(versions, "3.12.*").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin", "python3.12")).LastOrDefault(File.Exists)
            : null;
    }

    private static string? VersionOf(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import platform; print(platform.python_version())"]) { RedirectStandardOutput = true })!;
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && version.Length > 0 ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
