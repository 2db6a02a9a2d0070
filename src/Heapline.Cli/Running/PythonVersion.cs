using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Heapline.Cli.Running;

/// <summary>Refuses a Python that cannot be profiled before anything is started with it.</summary>
internal static partial class PythonVersion
{
    /// <summary>The versions that the agent knows, for messages.</summary>
    public const string Supported = "supported are CPython 3.8–3.14";

    private const int FirstMinor = 8;
    private const int LastMinor = 14;

    // Runs on any Python back to 2.6: what it is, and where the program itself lies.
    private const string Question =
        "import sys; sys.stdout.write('%s %d.%d%s %s' % (" +
        "getattr(getattr(sys, 'implementation', None), 'name', 'cpython'), sys.version_info[0], sys.version_info[1], " +
        "'t' if 't' in getattr(sys, 'abiflags', '') else '', sys.executable))";

    /// <summary>
    /// Returns the interpreter to start. A file named after its version, as almost every installation has behind <c>python3</c>, tells without
    /// being run. Anything else (a version manager's launcher script, say) is asked, and replaced by the interpreter that it stands for,
    /// so that its detour is made once.
    /// </summary>
    public static Python Require(string python)
    {
        var target = File.ResolveLinkTarget(python, returnFinalTarget: true)?.FullName ?? python;
        if (VersionedName().Match(Path.GetFileName(target)) is { Success: true } name && IsBinary(target))
        {
            Check(python, "cpython", name.Groups["version"].Value);
            return new Python(python, name.Groups["version"].Value);
        }
        var (implementation, version, executable) = Ask(python);
        Check(python, implementation, version);
        return new Python(IsBinary(python) || executable.Length == 0 ? python : executable, version);
    }

    /// <summary>Refuses a program that is, by the name of its file, a Python that cannot be profiled. Any other program is fine: which Pythons it starts is its own affair.</summary>
    public static void RefuseUnsupported(string program)
    {
        if (ExecutableSearch.Find(program) is not { } path) return;
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (VersionedName().Match(Path.GetFileName(target)) is { Success: true } name && IsBinary(target))
            Check(program, "cpython", name.Groups["version"].Value);
    }

    /// <summary>Throws what the user should read when the version is not among the supported ones.</summary>
    /// <param name="python">The interpreter's path.</param>
    /// <param name="implementation"><c>cpython</c>, or another.</param>
    /// <param name="version">For example <c>3.12</c>, with a <c>t</c> behind for a build without a global lock.</param>
    internal static void Check(string python, string implementation, string version)
    {
        if (implementation != "cpython")
            throw new UserErrorException($"{python} is {implementation}, which is not supported; {Supported}");
        var parts = version.TrimEnd('t').Split('.');
        if (parts is not ["3", var minor] || int.Parse(minor, CultureInfo.InvariantCulture) is < FirstMinor or > LastMinor)
            throw new UserErrorException($"Python {version} ({python}) is not supported; {Supported}");
    }

    private static (string Implementation, string Version, string Executable) Ask(string python)
    {
        // All three, or .NET would take charge of the terminal, which is the program's.
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-S");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Question);
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var answer = process.StandardOutput.ReadToEnd().Split(' ', 3);
            process.WaitForExit();
            if (process.ExitCode == 0 && answer.Length == 3)
                return (answer[0], answer[1], answer[2]);
            var reason = error.Result.Split('\n').LastOrDefault(line => line.Length > 0) ?? $"asked for its version it gave none (exit code {process.ExitCode})";
            throw new UserErrorException($"{python} does not work as a Python: {reason}");
        }
        catch (Win32Exception e)
        {
            throw new UserErrorException($"{python} cannot be started: {e.Message}");
        }
    }

    /// <summary>Whether a file is a program itself, and no script that starts one.</summary>
    internal static bool IsBinary(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("\u007fELF"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^python(?<version>\d\.\d+t?)$")]
    private static partial Regex VersionedName();
}
