using System.Text;
using System.Text.RegularExpressions;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>Reads source files, for the capture to carry along.</summary>
internal static partial class SourceTexts
{
    private const long LargestFileBytes = 1 << 20;
    private const int UsualBufferBytes = 256 << 10;

    // PEP 263: a comment in one of the first two lines.
    [GeneratedRegex(@"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")]
    private static partial Regex Cookie { get; }

    /// <summary>Whether it can be the name of a file; code that came from elsewhere is called <c>&lt;string&gt;</c> and the like.</summary>
    public static bool MayBeFile(string file) => file.Length > 0 && !file.StartsWith('<') && !file.Contains('\0');

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

    /// <summary>What is in a file that is real, readable and of at most 1 MiB; else null. Good until the next call with the same buffer, which grows as it must.</summary>
    public static unsafe ReadOnlyMemory<byte>? Read(string path, ref byte[] buffer)
    {
        if (LengthOf(path) is not { } expected)
            return null;
        if (buffer.Length < expected)
            buffer = new byte[expected <= UsualBufferBytes ? UsualBufferBytes : LargestFileBytes];
        // Not by .NET, which takes a shared lock of every file that it opens: scripts lock themselves so that only one of them runs.
        var fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (fd < 0)
            return null;
        var length = 0;
        nint read;
        fixed (byte* start = buffer)
            while ((read = Libc.read(fd, start + length, (nuint)(buffer.Length - length))) > 0)
                length += (int)read;
        _ = Libc.close(fd);
        return read < 0 ? null : buffer.AsMemory(0, length);
    }

    // Only regular files: opening a pipe could wait for ever, and a device has no end.
    private static long? LengthOf(string path)
    {
        try
        {
            var info = new FileInfo(path);
            return info.Exists && (info.Attributes & FileAttributes.Device) == 0 && info.UnixFileMode != UnixFileMode.None && info.Length is > 0 and <= LargestFileBytes and var length
                ? length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a file is of Python itself or of an installed package, by its path.</summary>
    public static bool IsLibrary(string file) =>
        file.Contains("/site-packages/", StringComparison.Ordinal) || file.Contains("/dist-packages/", StringComparison.Ordinal)
        || LibraryFolder.IsMatch(file);

    [GeneratedRegex(@"/lib(64)?/python\d")]
    private static partial Regex LibraryFolder { get; }
}
