using System.Text;
using System.Text.RegularExpressions;

namespace Heapline.Collector.Running;

/// <summary>Reads the source files that occur in call stacks, for the capture to carry along.</summary>
internal static partial class SourceTexts
{
    private const long LargestFileBytes = 1 << 20;
    // Brotli makes a quarter of source text: the standard library may take half a MiB of a capture, the user's own files whatever they need.
    private const long MostLibraryBytes = 2 << 20;

    // PEP 263: a comment in one of the first two lines.
    [GeneratedRegex(@"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")]
    private static partial Regex Cookie { get; }

    /// <summary>The texts of those files that are real, readable and of at most 1 MiB, by the name they were given.</summary>
    public static IEnumerable<(string File, string Text)> Of(IEnumerable<string> files, string workingDirectory)
    {
        long libraryBytes = 0;
        foreach (var file in files)
        {
            if (file.Length == 0 || file.StartsWith('<') || file.Contains('\0') || Read(Path.Combine(workingDirectory, file)) is not { } bytes)
                continue;
            if (IsLibrary(file) && (libraryBytes += bytes.Length) > MostLibraryBytes)
                continue;
            if (Decode(bytes) is { } text)
                yield return (file, text);
        }
    }

    /// <summary>The text of a source file; null when it is in an encoding that is not UTF-8, ASCII or Latin-1.</summary>
    public static string? Decode(byte[] bytes)
    {
        try
        {
            var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
            return EncodingOf(text)?.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding? EncodingOf(ReadOnlySpan<byte> text)
    {
        var head = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 1024)]).Split('\n', 3);
        foreach (var line in head.Take(2))
        {
            var match = Cookie.Match(line);
            if (!match.Success)
                continue;
            return match.Groups[1].Value.ToLowerInvariant().Replace('_', '-') switch
            {
                "utf-8" or "utf8" or "ascii" or "us-ascii" => new UTF8Encoding(false, throwOnInvalidBytes: true),
                "latin-1" or "latin1" or "iso-8859-1" or "iso8859-1" or "iso-latin-1" => Encoding.Latin1,
                _ => null,
            };
        }
        return new UTF8Encoding(false, throwOnInvalidBytes: true);
    }

    private static byte[]? Read(string path)
    {
        try
        {
            // Only regular files: opening a pipe could wait for ever, and a device has no end.
            var info = new FileInfo(path);
            return info.Exists && (info.Attributes & FileAttributes.Device) == 0 && info.UnixFileMode != UnixFileMode.None
                && info.Length is > 0 and <= LargestFileBytes
                ? File.ReadAllBytes(path)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLibrary(string file) =>
        file.Contains("/site-packages/", StringComparison.Ordinal) || file.Contains("/dist-packages/", StringComparison.Ordinal)
        || LibraryFolder.IsMatch(file);

    [GeneratedRegex(@"/lib(64)?/python\d")]
    private static partial Regex LibraryFolder { get; }
}
