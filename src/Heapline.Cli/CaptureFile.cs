using Heapline.Capture;

namespace Heapline.Cli;

/// <summary>Which capture a report is about.</summary>
internal static class CaptureFile
{
    /// <summary>What the names of captures end in.</summary>
    public const string Extension = ".mprofile";

    /// <summary>Reads the capture that was named, or else the newest in the current folder.</summary>
    public static CaptureData Read(string? named) => CaptureReader.Read(Choose(named, Directory.GetCurrentDirectory()));

    /// <summary>The path that was named, or else that of the newest capture in <paramref name="folder"/>.</summary>
    public static string Choose(string? named, string folder)
    {
        if (named is not null)
        {
            if (Directory.Exists(named))
                throw new UserErrorException($"{named} is a folder, not a capture");
            return File.Exists(named) ? named : throw new UserErrorException($"there is no capture {named}");
        }
        var newest = new DirectoryInfo(folder).EnumerateFiles("*" + Extension)
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .ThenByDescending(file => file.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return newest is not null
            ? Path.GetRelativePath(Directory.GetCurrentDirectory(), newest.FullName)
            : throw new UserErrorException($"there is no capture (*{Extension}) in this folder; make one with: mprof run SCRIPT.py");
    }
}
