using System.Globalization;
using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>What is done and said when the capture did not come to its end as it should.</summary>
internal static class LostCapture
{
    /// <summary>One sentence on a capture that could not be written on: why, and what it lacks.</summary>
    /// <param name="reason">Why, naming the file.</param>
    /// <param name="writer">The capture's writer, which must not be closed yet.</param>
    /// <param name="durationNs">Length of the run.</param>
    public static string Sentence(string reason, CaptureWriter writer, long durationNs)
    {
        if (writer.OpenFile is not { } file)
            return $"{reason}; the capture is not whole";
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{durationNs / 1e9:0.00} s");
        Flush(writer);
        return LastNs(file) is var lastNs and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{reason}; what happened after the first {lastNs / 1e9:0.00} s of {seconds} is not in the capture")
            : $"{reason}; nothing of the program's {seconds} is in the capture";
    }

    // Where it was not the file that failed, it takes what was gathered until then.
    private static void Flush(CaptureWriter writer)
    {
        try
        {
            writer.Flush();
        }
        catch (CaptureException)
        {
            // That is being told.
        }
    }

    // What was gathered when the file failed is lost, and more where somebody has cut it: only the file itself knows.
    private static long LastNs(string file)
    {
        try
        {
            var capture = CaptureReader.Read(file);
            return capture.Ticks.Count > 0 ? capture.Ticks.Max(tick => tick.EndNs) : capture.Samples.Select(sample => sample.TimeNs).DefaultIfEmpty().Max();
        }
        catch (Exception e) when (e is CaptureException or OutOfMemoryException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Gives a capture that was deleted while it was written its name back, or one beside it where another file has taken that. Null when it was not deleted; else one
    /// sentence on it.
    /// </summary>
    /// <param name="writer">The capture's writer, which must not be closed yet.</param>
    /// <param name="path">What the capture was called; changed where it has another name now.</param>
    public static string? Rescue(CaptureWriter writer, ref string path)
    {
        if (writer.DeletedFile is not { } open)
            return null;
        var deleted = path;
        for (var number = 2; File.Exists(path); number++)
            path = Path.ChangeExtension(deleted, $".{number}{Path.GetExtension(deleted)}");
        try
        {
            using var from = new FileStream(open, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var to = new FileStream(path, options);
            from.CopyTo(to);
            return $"{deleted} was deleted while it was written; it is written anew{(path == deleted ? "" : $" as {path}")}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{deleted} was deleted while it was written, and is lost: {e.Message}";
        }
    }
}
