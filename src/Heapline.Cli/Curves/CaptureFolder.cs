using System.Globalization;
using Heapline.Analysis.Dat;
using Heapline.Capture;

namespace Heapline.Cli.Curves;

/// <summary>The captures of a folder, numbered by their start: 0 the oldest, -1 the newest, as the original numbers its own.</summary>
internal sealed class CaptureFolder
{
    private const string StampFormat = "yyyyMMddHHmmss";
    private readonly string _folder;

    private CaptureFolder(string folder, IReadOnlyList<FolderEntry> entries)
    {
        _folder = folder;
        Entries = entries;
    }

    /// <summary>The captures, oldest first.</summary>
    public IReadOnlyList<FolderEntry> Entries { get; }

    /// <summary>Looks into a folder.</summary>
    public static CaptureFolder Open(string folder)
    {
        var files = new DirectoryInfo(folder);
        var dats = files.EnumerateFiles("mprofile_*.dat").Where(file => file.Name.Length == DatFormat.NamePattern.Length).Select(OfDat);
        var captures = files.EnumerateFiles("*" + CaptureFile.Extension).Where(file => IsCapture(file.FullName)).Select(OfCapture);
        return new CaptureFolder(folder, [.. dats.Concat(captures).OrderBy(entry => entry.Start).ThenBy(entry => entry.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The file of a number; null when the text is no number.</summary>
    /// <exception cref="UserErrorException">There is no capture of that number.</exception>
    public string? ByNumber(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            return null;
        int at = number < 0 ? Entries.Count + number : number;
        if (at >= 0 && at < Entries.Count)
            return PathOf(Entries[at]);
        throw new UserErrorException(Entries.Count switch
        {
            0 => $"there is no capture {number}: this folder holds none",
            1 => $"there is no capture {number}: this folder holds one, number 0 (or -1)",
            var count => $"there is no capture {number}: mprof list shows 0 to {count - 1} (or -1 for the newest to -{count})",
        });
    }

    /// <summary>A capture's path as a command line in this folder would name it.</summary>
    public string PathOf(FolderEntry entry) =>
        Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(_folder, entry.Name));

    /// <summary>Whether a file is a capture of either kind by its content; an empty file is one when the original named it.</summary>
    public static bool IsOurs(string path)
    {
        if (IsCapture(path))
            return true;
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> beginning = stackalloc byte[DatFormat.BeginningBytes];
            int got = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            var name = Path.GetFileName(path);
            return got == 0
                ? name.StartsWith("mprofile_", StringComparison.Ordinal) && name.EndsWith(".dat", StringComparison.Ordinal)
                : DatFormat.LooksLike("", beginning[..got]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The original takes the stamp from the name, whatever stands there.
    private static FolderEntry OfDat(FileInfo file)
    {
        var stamp = file.Name["mprofile_".Length..^".dat".Length];
        var start = DateTime.TryParseExact(stamp, StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var named) ? named : file.LastWriteTime;
        return new FolderEntry(file.Name, start, stamp);
    }

    private static FolderEntry OfCapture(FileInfo file)
    {
        DateTime start;
        try
        {
            start = CaptureReader.ReadRun(file.FullName).StartedAt.LocalDateTime;
        }
        catch (CaptureException)
        {
            start = file.LastWriteTime; // cut before it says when it began
        }
        return new FolderEntry(file.Name, start, start.ToString(StampFormat, CultureInfo.InvariantCulture));
    }

    private static bool IsCapture(string path)
    {
        try
        {
            CaptureReader.ReadRun(path);
            return true;
        }
        catch (CaptureException e)
        {
            return e.DiagnosticId is DiagnosticId.NoRun or DiagnosticId.NewerFormat;
        }
    }
}
