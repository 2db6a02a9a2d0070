using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heapline.Torture;

/// <summary>Where things are: the built <c>mprof</c>, the targets, the Pythons, and libraries compiled from C.</summary>
internal static class Workshop
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_libraries = new();
    private static readonly string[] s_withoutTheLock = ["3.13t", "3.14t"];

    public static string Root { get; } = FindRoot(Path.GetDirectoryName(Here())!);

    public static string Mprof => Path.Combine(Root, "artifacts", "heapline", "mprof");

    /// <summary>Every CPython of pyenv from 3.8 to 3.13; else the system's.</summary>
    public static IReadOnlyList<string> Pythons { get; } = FindPythons();

    /// <summary>Those of HEAPLINE_PYTHONS, and of pyenv, that have no global lock (3.13t, 3.14t); often none.</summary>
    public static IReadOnlyList<string> WithoutTheLock { get; } = FindWithoutTheLock();

    public static string Newest => Pythons[^1];

    public static string Target(string name) => Path.Combine(Root, "tests", "targets", "torture", name + ".py");

    /// <summary>1-based number of the target's line that ends in the comment <paramref name="mark"/>.</summary>
    public static int Line(string target, string mark) =>
        1 + Array.FindIndex(File.ReadAllLines(Target(target)), line => line.EndsWith("  # " + mark, StringComparison.Ordinal)) is var line and > 0
            ? line
            : throw new InvalidOperationException($"{target}.py has no line marked '# {mark}'");

    /// <summary>The library made from tests/targets/torture/native/NAME.c, compiled once a run.</summary>
    public static string Library(string name) => s_libraries.GetOrAdd(name, _ => new Lazy<string>(() => Compile(name))).Value;

    private static string Compile(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "native")).FullName;
        var library = Path.Combine(folder, $"torture-{name}.so");
        var fresh = $"{library}.{Environment.ProcessId}";
        var source = Path.Combine(Root, "tests", "targets", "torture", "native", name + ".c");
        using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O0", "-pthread", "-o", fresh, source]);
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"{source} does not compile");
        File.Move(fresh, library, overwrite: true); // another run may have the old one loaded
        return library;
    }

    private static string[] FindPythons()
    {
        var found = Installed().Where(folder => Version.TryParse(Path.GetFileName(folder), out var version) && version >= new Version(3, 8) && version < new Version(3, 14))
            .OrderBy(folder => Version.Parse(Path.GetFileName(folder)))
            .Select(folder => Path.Combine(folder, "bin", "python3")).Where(File.Exists).ToArray();
        return found.Length > 0 ? found : ["/usr/bin/python3"];
    }

    private static string[] FindWithoutTheLock() =>
    [
        .. from folder in Installed() from version in s_withoutTheLock select Path.Combine(folder, "bin", "python" + version) into path where File.Exists(path) select path,
        .. (Environment.GetEnvironmentVariable("HEAPLINE_PYTHONS") ?? "").Split(':').Where(path => path.EndsWith('t') && File.Exists(path)),
    ];

    // The folders of pyenv's Pythons.
    private static string[] Installed()
    {
        var home = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        var versions = Path.Combine(home, "versions");
        return Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
    }

    private static string FindRoot(string start)
    {
        for (var folder = Directory.Exists(start) ? start : AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Heapline.slnx")))
                return folder;
        }
        throw new InvalidOperationException($"No Heapline.slnx above {start}");
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
