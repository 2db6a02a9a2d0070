using Heapline.Analysis;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Heapline.Views;

namespace Heapline.Cli;

/// <summary>Which capture a report is about.</summary>
internal static class CaptureFile
{
    /// <summary>What the names of captures end in.</summary>
    public const string Extension = ".mprofile";

    /// <summary>Reads the capture that was named, or else the newest in the current folder.</summary>
    /// <exception cref="UserErrorException">It is a profile of the original mprof: that holds nothing but the memory curve.</exception>
    public static CaptureData Read(string? named)
    {
        var path = Choose(named, Directory.GetCurrentDirectory());
        return IsDat(path)
            ? throw new UserErrorException($"{path} is a profile of the original mprof and holds only the memory curve; mprof plot, peak, list and export read it")
            : ReadShowing(path);
    }

    /// <summary>Reads a capture, and tells somebody at a terminal how far it is when that takes long.</summary>
    public static CaptureData ReadShowing(string path)
    {
        double share = 0;
        using var progress = Progress.Of($"reading {Printable.Text(path)}", () => Volatile.Read(ref share));
        return CaptureReader.Read(path, done => Volatile.Write(ref share, done));
    }

    /// <summary>The same, of some processes alone.</summary>
    /// <param name="named">The capture; null for the newest.</param>
    /// <param name="process">Id of a process, or a part of its name; null for all.</param>
    /// <param name="splitThreads">Whether call stacks begin with their thread.</param>
    public static CaptureData Read(string? named, string? process, bool splitThreads = false)
    {
        var capture = Only(Read(named), process);
        return splitThreads ? CaptureByThread.Split(capture) : capture;
    }

    /// <summary>What a capture holds of some processes alone.</summary>
    /// <exception cref="UserErrorException">There is no such process.</exception>
    public static CaptureData Only(CaptureData capture, string? process)
    {
        if (process is null)
            return capture;
        var found = CaptureOfProcesses.Find(capture, process);
        return found.Count > 0
            ? CaptureOfProcesses.Only(capture, found)
            : throw new UserErrorException($"--process: no process of this run has the id or the name '{process}'; mprof stats lists them");
    }

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

    /// <summary>Whether a file is a profile of the original mprof rather than a capture of Heapline.</summary>
    public static bool IsDat(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> beginning = stackalloc byte[DatFormat.BeginningBytes];
            return DatFormat.LooksLike(path, beginning[..file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the reader of captures says why it cannot be read
        }
    }
}
