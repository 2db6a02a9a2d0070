using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>The Pythons of this machine: those of pyenv, and the system's own as <c>system</c>.</summary>
internal static class Interpreters
{
    private const string SystemPython = "/usr/bin/python3";
    private static readonly Dictionary<string, string> s_paths = Find();

    /// <summary>One row for every CPython from 3.8 to 3.13: "3.8" … "3.13" and "system".</summary>
    public static TheoryData<string> Supported()
    {
        var data = new TheoryData<string>();
        foreach (var name in s_paths.Keys.Where(name => name == "system" || IsSupported(name)))
            data.Add(name);
        return data;
    }

    /// <summary>One row for every Python that Heapline does not support, and may meet all the same.</summary>
    public static TheoryData<string> Unsupported()
    {
        var data = new TheoryData<string>();
        foreach (var name in s_paths.Keys.Where(name => name != "system" && !IsSupported(name)))
            data.Add(name);
        return data;
    }

    /// <summary>The newest supported Python: for what does not depend on the version.</summary>
    public static string Newest => s_paths.Keys.Where(IsSupported).MaxBy(name => Version.Parse(name)) ?? "system";

    public static string PathOf(string name) => s_paths[name];

    public static bool Has(string name) => s_paths.ContainsKey(name);

    private static bool IsSupported(string name) => Version.TryParse(name, out var version) && version >= new Version(3, 8) && version <= new Version(3, 13);

    private static Dictionary<string, string> Find()
    {
        var found = new Dictionary<string, string>();
        var home = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        var versions = Path.Combine(home, "versions");
        if (Directory.Exists(versions))
        {
            // Of several 3.12.x the newest.
            foreach (var (version, folder) in Directory.GetDirectories(versions)
                .Select(folder => (Version: Version.TryParse(Path.GetFileName(folder), out var v) ? v : null, folder))
                .Where(entry => entry.Version is not null).OrderBy(entry => entry.Version))
            {
                var name = $"{version!.Major}.{version.Minor}";
                var python = Path.Combine(folder, "bin", "python" + name);
                if (File.Exists(python))
                    found[name] = python;
            }
        }
        if (File.Exists(SystemPython))
            found["system"] = SystemPython;
        return found;
    }
}
