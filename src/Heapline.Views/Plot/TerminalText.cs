using System.Text;
using Spectre.Console.Rendering;

namespace Heapline.Views.Plot;

/// <summary>Text measured and cut in character cells: East Asian characters take two, combining ones none.</summary>
internal static class TerminalText
{
    /// <summary>The characters that a canvas can hold, each with its width in cells. What needs more than one UTF-16 unit is shown as <c>?</c>.</summary>
    public static IEnumerable<(char Glyph, int Cells)> Cells(string text, bool ascii)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = !rune.IsBmp || (ascii && !rune.IsAscii) ? '?' : (char)rune.Value;
            var cells = glyph < 0x7f ? 1 : new Segment(glyph.ToString()).CellCount();
            if (cells > 0)
                yield return (glyph, cells);
        }
    }

    public static int Width(string text, bool ascii) => Cells(text, ascii).Sum(cell => cell.Cells);

    /// <summary>The text, cut with an ellipsis where it is wider than the given cells.</summary>
    public static string Fit(string text, int width, bool ascii)
    {
        if (Width(text, ascii) <= width)
            return text;

        var ellipsis = ascii ? "..." : "…";
        var fitted = new StringBuilder();
        var left = width - ellipsis.Length;
        foreach (var (glyph, cells) in Cells(text, ascii))
        {
            left -= cells;
            if (left < 0)
                break;
            fitted.Append(glyph);
        }

        return fitted.Append(ellipsis).ToString();
    }
}
