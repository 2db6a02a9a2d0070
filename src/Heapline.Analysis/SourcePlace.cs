using System.Globalization;

namespace Heapline.Analysis;

/// <summary>A file, or one line of it, as a person writes it down.</summary>
/// <param name="File">The end of the file's path: its name, or its name with some of the folders before it.</param>
/// <param name="Line">1-based number of the line; 0 for all of them.</param>
public readonly record struct SourcePlace(string File, int Line)
{
    /// <summary>Reads <c>FILE</c> or <c>FILE:LINE</c>; false when there is no file's name in it.</summary>
    public static bool TryParse(string text, out SourcePlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        place = colon >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line > 0
            ? new SourcePlace(text[..colon], line)
            : new SourcePlace(text, 0);
        return place.File.Length > 0;
    }

    /// <summary>Whether a frame is there.</summary>
    public bool Holds(in Frame frame) =>
        (Line == 0 || Line == frame.Line) && frame.File.EndsWith(File, StringComparison.Ordinal)
        && (frame.File.Length == File.Length || frame.File[^(File.Length + 1)] == '/' || File[0] == '/');
}
