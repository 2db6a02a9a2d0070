using System.Text.RegularExpressions;
using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>
/// The Pythons of this machine: those of pyenv, those named in HEAPLINE_PYTHONS (paths of files called pythonX.Y, with colons between them), and the system's own as
/// <c>system</c>. A t behind a version stands for a build without a global lock. A version that is not there is not tested, and nothing is said of it.
/// HEAPLINE_ONLY (a version, such as 3.14t) takes one of them alone, for every test that does not name another itself.
/// </summary>
internal static partial class Interpreters
{
    private const string SystemPython = "/usr/bin/python3";
    private static readonly Dictionary<string, string> s_paths = Find();
    private static readonly string[] s_chosen = Choose();

    /// <summary>One row for every CPython from 3.8 to 3.14, with a global lock or without (3.13t, 3.14t): "3.8" … "3.14t" and "system".</summary>
    public static TheoryData<string> All() => [.. s_chosen];

    /// <summary>One row for every CPython with a global lock, for what cannot be without it.</summary>
    public static TheoryData<string> WithTheLock(string why) => OrSkipped([.. s_chosen.Where(name => !IsFreeThreaded(name))], why);

    /// <summary>One row for every CPython without a global lock: "3.13t", "3.14t".</summary>
    public static TheoryData<string> FreeThreaded() => OrSkipped([.. s_chosen.Where(IsFreeThreaded)], "no CPython without a global lock is installed");

    /// <summary>Those of some versions that are there: for what differs little from one to the next. The one of HEAPLINE_ONLY stands for all.</summary>
    public static string[] Among(params string[] names) => IsOne ? s_chosen : [.. names.Where(Has).Distinct()];

    // A theory without any row is an error of the runner's report; one that says why it does not apply is not.
    private static TheoryData<string> OrSkipped(TheoryData<string> rows, string why)
    {
        if (rows.Count == 0)
            rows.Add(new TheoryDataRow<string>("none") { Skip = why });
        return rows;
    }

    /// <summary>Whether CPython is of this minor version or a later one.</summary>
    public static bool IsAtLeast(string name, int minor) => Version.TryParse(name.TrimEnd('t'), out var version) && version >= new Version(3, minor);

    /// <summary>One row for every Python that Heapline does not support, and may meet all the same.</summary>
    public static TheoryData<string> Unsupported()
    {
        var data = new TheoryData<string>();
        foreach (var name in s_paths.Keys.Where(name => name != "system" && !IsSupported(name)))
            data.Add(name);
        return OrSkipped(data, "no other Python is installed");
    }

    /// <summary>The newest supported Python: for what does not depend on the version.</summary>
    public static string Newest => IsOne ? s_chosen[0]
        : s_chosen.Where(name => name != "system" && !IsFreeThreaded(name)).MaxBy(Version.Parse) ?? "system";

    /// <summary>Whether it is a build without a global lock.</summary>
    public static bool IsFreeThreaded(string name) => name.EndsWith('t');

    public static string PathOf(string name) => s_paths[name];

    public static bool Has(string name) => s_paths.ContainsKey(name);

    private static bool IsSupported(string name) => Version.TryParse(name.TrimEnd('t'), out var version)
        && version >= new Version(3, IsFreeThreaded(name) ? 13 : 8) && version <= new Version(3, 14);

    private static bool IsOne => s_chosen.Length == 1;

    private static string[] Choose()
    {
        if (Environment.GetEnvironmentVariable("HEAPLINE_ONLY") is not { Length: > 0 } only)
            return [.. s_paths.Keys.Where(name => name == "system" || IsSupported(name))];
        return s_paths.ContainsKey(only) && (only == "system" || IsSupported(only)) ? [only]
            : throw new InvalidOperationException($"HEAPLINE_ONLY is {only}; there are {string.Join(", ", s_paths.Keys)}");
    }

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
                .Select(folder => (Version: Version.TryParse(Path.GetFileName(folder).TrimEnd('t'), out var v) ? v : null, folder))
                .Where(entry => entry.Version is not null).OrderBy(entry => entry.Version))
            {
                var name = $"{version!.Major}.{version.Minor}{(IsFreeThreaded(folder) ? "t" : "")}";
                var python = Path.Combine(folder, "bin", "python" + name);
                if (File.Exists(python))
                    found[name] = python;
            }
        }
        foreach (var path in (Environment.GetEnvironmentVariable("HEAPLINE_PYTHONS") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = VersionedName().Match(Path.GetFileName(path));
            if (!name.Success || !File.Exists(path))
                throw new InvalidOperationException($"HEAPLINE_PYTHONS names {path}, which is no file called pythonX.Y");
            found[name.Groups["version"].Value] = path;
        }
        if (File.Exists(SystemPython))
            found["system"] = SystemPython;
        return found;
    }

    [GeneratedRegex(@"^python(?<version>3\.\d+t?)$")]
    private static partial Regex VersionedName();
}
