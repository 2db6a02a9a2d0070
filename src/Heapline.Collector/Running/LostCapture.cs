using System.Globalization;
using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>What is done and said when the capture did not come to its end as it should.</summary>
internal static class LostCapture
{
    /// <summary>One sentence on a capture that could not be written on.</summary>
    /// <param name="reason">Why, naming the file.</param>
    /// <param name="lastNs">When it happened, nanoseconds since the start of the run.</param>
    /// <param name="durationNs">Length of the run.</param>
    public static string Sentence(string reason, long lastNs, long durationNs) => string.Create(
        CultureInfo.InvariantCulture,
        $"{reason}; what happened after the first {Math.Max(lastNs, 0) / 1e9:0.0} s of {durationNs / 1e9:0.0} s is not in the capture");

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
