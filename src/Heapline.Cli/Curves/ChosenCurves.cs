using Heapline.Capture;
using Heapline.Views;

namespace Heapline.Cli.Curves;

/// <summary>The captures that a command was given, by name or by number, or the newest of the folder.</summary>
/// <param name="Paths">What was found, each once, in the order given.</param>
/// <param name="Missing">How many names stood for nothing; each was told on standard error.</param>
internal sealed record ChosenCurves(IReadOnlyList<string> Paths, int Missing)
{
    /// <summary>Finds them. A name that stands for a file is that file, even where it is a number.</summary>
    /// <exception cref="UserErrorException">None was found.</exception>
    public static ChosenCurves Find(IReadOnlyList<string> given, string folder)
    {
        if (given.Count == 0)
        {
            var newest = CaptureFolder.Open(folder);
            return newest.Entries.Count > 0
                ? new ChosenCurves([newest.PathOf(newest.Entries[^1])], 0)
                : throw new UserErrorException(
                    $"there is no capture (*{CaptureFile.Extension}, mprofile_*.dat) in this folder; make one with: mprof run SCRIPT.py");
        }

        CaptureFolder? all = null;
        var paths = new List<string>();
        var missing = new List<string>();
        foreach (var name in given)
        {
            if (Directory.Exists(name))
                throw new UserErrorException($"{name} is a folder, not a capture");
            var path = File.Exists(name) ? name : (all ??= CaptureFolder.Open(folder)).ByNumber(name);
            if (path is null)
                missing.Add(name.StartsWith('-') ? $"there is no option {name}" : $"there is no capture {name}");
            else if (!paths.Contains(path))
                paths.Add(path);
        }
        if (paths.Count == 0)
            throw new UserErrorException(missing[0]);
        foreach (var complaint in missing)
            StandardStreams.Error.WriteLine($"mprof: {Printable.Text(complaint)}");
        return new ChosenCurves(paths, missing.Count);
    }

    /// <summary>The exit code: a name that stood for nothing is a failure, though the others were answered.</summary>
    public int ExitCode => Missing == 0 ? Cli.ExitCode.Success : Cli.ExitCode.Failure;

    /// <summary>Tells on standard error what is wrong with a capture that could be read nevertheless.</summary>
    public static void Warn(string path, string? damage)
    {
        if (damage is not null)
            StandardStreams.Error.WriteLine($"mprof: {Printable.Text(path)} is not whole ({CaptureException.CodeOf(DiagnosticId.NotWhole)}): {Printable.Text(damage)}");
    }
}
