using System.Buffers;
using System.Globalization;
using System.Text;

namespace Heapline.Views;

/// <summary>
/// Makes names of a stranger's program safe to show. A file or function name may hold anything: escape sequences that clear the
/// screen, line ends that forge rows, marks that turn the reading direction around.
/// </summary>
public static class Printable
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(code => (char)code)]);

    /// <summary>The text with everything that is not to be seen written as an escape, such as <c>\x1b</c> or <c>\u202e</c>.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExcept(s_plain))
            return text;

        var shown = new StringBuilder(text.Length + 16);
        for (int index = 0; index < text.Length; index++)
        {
            // A lone half of a surrogate pair is what Python makes of bytes in a file name that are no UTF-8.
            if (!Rune.TryGetRuneAt(text, index, out var rune))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}");
            else if (IsVisible(rune))
                shown.Append(rune.ToString());
            else
                shown.Append(Escape(rune));
            if (rune.Utf16SequenceLength == 2)
                index++;
        }
        return shown.ToString();
    }

    /// <summary>A line of source: tabs become spaces, and what else is not to be seen an escape.</summary>
    public static string SourceLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Text(line.Replace("\t", "    ", StringComparison.Ordinal));
    }

    /// <summary>Whether a letter is shown as it is.</summary>
    internal static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < 0x100 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };
}
