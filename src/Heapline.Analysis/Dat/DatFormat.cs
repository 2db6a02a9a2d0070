using System.Text;

namespace Heapline.Analysis.Dat;

/// <summary>
/// The text format of memory_profiler's mprof: one record a line, a word and its values, fields apart by one space.
/// <code>
/// CMDLINE /usr/bin/python3.11 script.py
/// MEM 23.109375 1795324189.9218                                             MiB, Unix time in seconds
/// CHLD 11191 38.140625 1795324192.6486                                      process id, MiB, Unix time
/// FUNC __main__.f 24.2266 1795324189.9683 24.2266 1795324190.5341 1         name, MiB and time in, MiB and time out, level (may be missing)
/// </code>
/// Other words are passed over.
/// </summary>
public static class DatFormat
{
    /// <summary>The original's readers find files of this name: <c>mprofile_</c>, a start time of 14 characters, <c>.dat</c>.</summary>
    public const string NamePattern = "mprofile_??????????????.dat";

    internal const string CommandLine = "CMDLINE";
    internal const string Memory = "MEM";
    internal const string Child = "CHLD";
    internal const string Function = "FUNC";

    /// <summary>Bytes that <see cref="LooksLike"/> wants to see.</summary>
    public const int BeginningBytes = 16;

    private static readonly byte[][] s_beginnings = [.. new[] { CommandLine, Memory, Child, Function }.Select(word => Encoding.ASCII.GetBytes(word + " "))];

    /// <summary>Whether a file of this name and beginning is to be read as this format rather than as a capture.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="beginning">Its first bytes, <see cref="BeginningBytes"/> where there are so many.</param>
    public static bool LooksLike(string path, ReadOnlySpan<byte> beginning)
    {
        foreach (var word in s_beginnings)
            if (beginning.StartsWith(word))
                return true;
        // A capture of ours may have any name, too; it begins with a byte that no text begins with.
        return path.EndsWith(".dat", StringComparison.OrdinalIgnoreCase) && beginning is not [0x89, ..];
    }
}
