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

    /// <summary>The texts of those files that are real, readable and of at most 1 MiB, in UTF-8, by the name they were given. Each is good until the next.</summary>
    public static IEnumerable<(string File, ReadOnlyMemory<byte> Text)> Of(IEnumerable<string> files, string workingDirectory)
    {
        var buffer = new byte[256 << 10];
        long libraryBytes = 0;
        foreach (var file in files)
        {
            if (file.Length == 0 || file.StartsWith('<') || file.Contains('\0') || Read(Path.Combine(workingDirectory, file), ref buffer) is not { } bytes)
                continue;
            if (IsLibrary(file) && (libraryBytes += bytes.Length) > MostLibraryBytes)
                continue;
            if (Utf8(bytes) is { } text)
                yield return (file, text);
        }
    }

    /// <summary>The text of a source file, in UTF-8 and without a mark of it; null when it is in an encoding that is not UTF-8, ASCII or Latin-1.</summary>
    public static ReadOnlyMemory<byte>? Utf8(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (EncodingOf(text.Span) is not { } encoding)
            return null;
        if (encoding is not UTF8Encoding)
            return Encoding.Convert(encoding, Encoding.UTF8, text.ToArray());
        return System.Text.Unicode.Utf8.IsValid(text.Span) ? text : default(ReadOnlyMemory<byte>?);
    }

    private static Encoding? EncodingOf(ReadOnlySpan<byte> text)
    {
        var head = text[..Math.Min(text.Length, 1024)];
        if (head.IndexOf("coding"u8) < 0)
            return Encoding.UTF8;
        foreach (var line in Encoding.Latin1.GetString(head).Split('\n', 3).Take(2))
        {
            var match = Cookie.Match(line);
            if (!match.Success)
                continue;
            return match.Groups[1].Value.ToLowerInvariant().Replace('_', '-') switch
            {
                "utf-8" or "utf8" or "ascii" or "us-ascii" => Encoding.UTF8,
                "latin-1" or "latin1" or "iso-8859-1" or "iso8859-1" or "iso-latin-1" => Encoding.Latin1,
                _ => null,
            };
        }
        return Encoding.UTF8;
    }

    private static ReadOnlyMemory<byte>? Read(string path, ref byte[] buffer)
    {
        try
        {
            // Only regular files: opening a pipe could wait for ever, and a device has no end.
            var info = new FileInfo(path);
            if (!info.Exists || (info.Attributes & FileAttributes.Device) != 0 || info.UnixFileMode == UnixFileMode.None || info.Length is 0 or > LargestFileBytes)
                return null;
            if (buffer.Length < info.Length)
                buffer = new byte[LargestFileBytes];
            using var file = File.OpenHandle(path);
            var length = 0;
            for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0; length += read)
            {
            }
            return buffer.AsMemory(0, length);
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
