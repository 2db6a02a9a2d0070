using System.Globalization;
using System.Text;

namespace Heapline.Views.Plot;

/// <summary>Numbers and text lengths for SVG.</summary>
internal static class SvgText
{
    /// <summary>A coordinate to a tenth of a pixel, no longer than needed.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    /// <summary>
    /// Upper estimate of a text's width in pixels. The classes are those of DejaVu Sans, the widest of the fonts that the plot asks for,
    /// in thousandths of its size; so what fits by this measure fits in the others, too.
    /// </summary>
    public static double Width(string text, double size)
    {
        var thousandths = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            thousandths += rune.Value switch
            {
                ' ' or 'i' or 'j' or 'l' or 'I' or '.' or ',' or '\'' or '|' => 340,
                '(' or ')' or '[' or ']' or 'f' or 't' or 'r' or '-' or '/' or ':' or ';' or '!' => 412,
                'm' or 'M' or 'W' or '%' or '@' => 1000,
                'w' or '<' or '>' or '=' or '+' or '~' or '#' or '_' => 838,
                >= 'A' and <= 'Z' => 760,
                < 0x7f => 640,
                < 0x300 => 700,
                _ => 1000,
            };
        }

        return thousandths * size / 1000;
    }

    /// <summary>The text, cut with an ellipsis where it is wider than the given pixels.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width)
            return text;

        var fitted = new StringBuilder();
        var left = width - Width("…", size);
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Width(rune.ToString(), size);
            if (left < 0)
                break;
            fitted.Append(rune);
        }

        return fitted.Append('…').ToString();
    }
}
