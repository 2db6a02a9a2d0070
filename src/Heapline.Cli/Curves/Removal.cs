using Heapline.Views;

namespace Heapline.Cli.Curves;

/// <summary>Takes captures away, or says which would be.</summary>
internal static class Removal
{
    /// <summary>Finds what <c>mprof rm</c> was given: numbers as <c>mprof list</c> shows them, or files. Refuses all when one of them is none of ours.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> given, string folder)
    {
        var all = CaptureFolder.Open(folder);
        var found = new List<string>();
        foreach (var name in given)
        {
            var path = all.ByNumber(name) ?? name;
            if (Directory.Exists(path))
                throw new UserErrorException($"{path} is a folder, not a capture; nothing was removed");
            if (!File.Exists(path))
                throw new UserErrorException($"there is no {(name.StartsWith('-') ? "option" : "capture")} {path}; nothing was removed");
            if (!CaptureFolder.IsOurs(path))
                throw new UserErrorException($"{path} is no capture, neither of Heapline nor of the original mprof; nothing was removed");
            if (!found.Contains(path))
                found.Add(path);
        }
        return WithTimeStamps(found);
    }

    /// <summary>All captures of a folder that are really such; others that have their names are told on standard error.</summary>
    public static IReadOnlyList<string> All(string folder)
    {
        var all = CaptureFolder.Open(folder);
        var paths = all.Entries.Select(all.PathOf).ToList();
        foreach (var path in paths.Where(path => !CaptureFolder.IsOurs(path)))
            StandardStreams.Error.WriteLine($"mprof: {Printable.Text(path)} stays: it is no capture, whatever its name");
        return WithTimeStamps([.. paths.Where(CaptureFolder.IsOurs)]);
    }

    /// <summary>Removes files, or prints their names as the original does.</summary>
    public static int Carry(IReadOnlyList<string> paths, bool dryRun)
    {
        if (dryRun)
            return Output.Text(writer => writer.Write(string.Concat(paths.Prepend("Files to be removed: ").Select(line => line + "\n"))));
        foreach (var path in paths)
            File.Delete(path);
        return ExitCode.Success;
    }

    // Older versions of the original kept the calls of functions in a file beside: x_ts.dat for x.dat.
    private static List<string> WithTimeStamps(List<string> paths)
    {
        var beside = paths.AsEnumerable().Reverse().Where(path => path.EndsWith(".dat", StringComparison.Ordinal))
            .Select(path => path[..^".dat".Length] + "_ts.dat").Where(path => File.Exists(path) && !paths.Contains(path)).Distinct();
        return [.. paths, .. beside];
    }
}
