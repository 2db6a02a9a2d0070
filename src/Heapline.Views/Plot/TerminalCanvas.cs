using Spectre.Console;
using Spectre.Console.Rendering;

namespace Heapline.Views.Plot;

/// <summary>A sheet of character cells, each with its style. Writes outside of it are cut off.</summary>
internal sealed class TerminalCanvas(int width, int height) : Renderable
{
    private const char Covered = '\0';

    private readonly char[] _glyphs = Enumerable.Repeat(' ', width * height).ToArray();
    private readonly Style[] _styles = Enumerable.Repeat(Style.Plain, width * height).ToArray();

    public int Width => width;
    public int Height => height;

    public char this[int x, int y] => x >= 0 && x < width && y >= 0 && y < height ? _glyphs[y * width + x] : ' ';

    public void Set(int x, int y, char glyph, Style style)
    {
        if (x < 0 || x >= width || y < 0 || y >= height)
            return;
        _glyphs[y * width + x] = glyph;
        // What is drawn on a coloured ground leaves the ground as it is.
        var ground = _styles[y * width + x].Background;
        _styles[y * width + x] = style.Background == Color.Default && ground != Color.Default ? style.Background(ground) : style;
    }

    /// <summary>Writes text that may be wider than it is long: the second cell of a wide character is left to the terminal.</summary>
    public void Write(int x, int y, string text, Style style, bool ascii = false)
    {
        foreach (var (glyph, cells) in TerminalText.Cells(text, ascii))
        {
            Set(x, y, glyph, style);
            if (cells > 1)
                Set(x + 1, y, Covered, style);
            x += cells;
        }
    }

    public bool IsFree(int x, int y, int length, string free)
    {
        if (x < 0 || x + length > width || y < 0 || y >= height)
            return false;
        return Enumerable.Range(x, length).All(cell => free.Contains(this[cell, y]));
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var y = 0; y < height; y++)
        {
            var end = width;
            while (end > 0 && this[end - 1, y] == ' ')
                end--;
            for (int start = 0, stop; start < end; start = stop)
            {
                var style = _styles[y * width + start];
                for (stop = start + 1; stop < end && _styles[y * width + stop].Equals(style);)
                    stop++;
                yield return new Segment(new string(_glyphs, y * width + start, stop - start).Replace("\0", "", StringComparison.Ordinal), style);
            }

            yield return Segment.LineBreak;
        }
    }
}
