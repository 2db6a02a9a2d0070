using System.Text;
using Spectre.Console.Rendering;

namespace Heapline.Views;

/// <summary>Text by the columns it takes in a terminal, where some letters are two wide and others none.</summary>
public static class CellText
{
    /// <summary>Columns that <paramref name="text"/> takes.</summary>
    public static int Width(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();
    }

    /// <summary>The beginning of <paramref name="text"/>, with an ellipsis when it does not fit into <paramref name="width"/> columns.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        var kept = new StringBuilder();
        int used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            var letter = rune.ToString();
            if ((used += Width(letter)) > width)
                break;
            kept.Append(letter);
        }
        return width < 1 ? "" : kept.ToString().TrimEnd() + "…";
    }

    /// <summary>The end of <paramref name="text"/>, with an ellipsis before when it does not fit: what tells paths apart is their end.</summary>
    public static string CutStart(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        if (width < 1)
            return "";
        var runes = text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        int used = 1, first = runes.Length;
        while (first > 0 && used + Width(runes[first - 1]) <= width)
            used += Width(runes[--first]);
        return "…" + string.Concat(runes[first..]);
    }
}
