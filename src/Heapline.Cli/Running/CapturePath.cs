using System.Globalization;
using Heapline.Capture;

namespace Heapline.Cli.Running;

/// <summary>Where a new capture goes.</summary>
internal static class CapturePath
{
    // Where the command line is short, the first of these is enough, and the program starts two milliseconds sooner.
    private static readonly int[] s_beginnings = [1 << 12, 1 << 18];

    /// <summary>
    /// Makes room for a capture at <paramref name="path"/>: one that is there already is kept, renamed with its start time, and the file is made
    /// to see whether that can be done.
    /// </summary>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"the capture cannot be written: {path} is a folder");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new UserErrorException($"the capture cannot be written: there is no folder {folder}");
        try
        {
            // A device such as /dev/null is written to, never moved; and a link of somebody else is left as it is.
            var there = new FileInfo(path);
            var target = there.LinkTarget is null ? there : OwnFile.IsOwn(path) ? there.ResolveLinkTarget(returnFinalTarget: true) as FileInfo : null;
            if (target is { Exists: true, Length: > 0 })
                File.Move(path, NameForOlder(path, StartOf(path)));
            else if (OwnFile.IsRegular(path) && !OwnFile.IsOwn(path))
                there.Delete(); // empty, but whose it is could read what is written to it
            using var file = OwnFile.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the capture cannot be written: {e.Message}");
        }
    }

    /// <summary><c>script.py.mprofile</c> → <c>script.py.20261122-101500.mprofile</c>, with a number behind when that is taken too.</summary>
    internal static string NameForOlder(string path, DateTimeOffset start)
    {
        var extension = Path.GetExtension(path);
        var stem = path[..^extension.Length] + start.ToString(".yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var name = stem + extension;
        for (int number = 2; Path.Exists(name); number++)
            name = $"{stem}-{number}{extension}";
        return name;
    }

    // What was run stands at the beginning of a capture, so a piece of it is enough, however long the capture is.
    private static DateTimeOffset StartOf(string path)
    {
        foreach (int bytes in s_beginnings)
        {
            try
            {
                using var file = File.OpenRead(path);
                var beginning = new byte[Math.Min(file.Length, bytes)];
                file.ReadExactly(beginning);
                using var stream = new MemoryStream(beginning);
                return CaptureReader.Read(stream, path).Run.StartedAt;
            }
            catch (CaptureException)
            {
                // There is more of it to read, or it is no capture.
            }
        }
        return File.GetLastWriteTime(path);
    }
}
