using Spectre.Console;
using Spectre.Console.Rendering;

namespace Heapline.Views;

/// <summary>
/// One line of a report, made of pieces with a style each. Every piece goes through <see cref="Printable"/>, so nothing that a capture
/// holds can move the cursor or be taken for markup; a line too long for the console ends in an ellipsis.
/// </summary>
public sealed class StyledLine : IRenderable
{
    private readonly List<Segment> _pieces = [];

    /// <summary>Whether the line is never cut: commands and paths that are there to be copied. The terminal wraps it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Columns used so far.</summary>
    public int Width { get; private set; }

    /// <summary>Adds <paramref name="text"/> as it is.</summary>
    public StyledLine Add(string text, Style? style = null)
    {
        text = Printable.Text(text);
        if (text.Length > 0)
        {
            _pieces.Add(new Segment(text, style ?? Style.Plain));
            Width += CellText.Width(text);
        }
        return this;
    }

    /// <summary>Adds <paramref name="text"/> at the right of a column <paramref name="width"/> wide.</summary>
    public StyledLine Right(string text, int width, Style? style = null) =>
        Add(new string(' ', Math.Max(0, width - CellText.Width(text)))).Add(text, style);

    /// <summary>Adds <paramref name="text"/> at the left of a column <paramref name="width"/> wide, cut to fit.</summary>
    public StyledLine Left(string text, int width, Style? style = null)
    {
        text = CellText.Cut(Printable.Text(text), width);
        return Add(text, style).Add(new string(' ', Math.Max(0, width - CellText.Width(text))));
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(Width, maxWidth), Math.Min(Width, maxWidth));

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        int end = _pieces.Count;
        while (end > 0 && string.IsNullOrWhiteSpace(_pieces[end - 1].Text))
            end--;
        int left = IsWhole ? int.MaxValue : maxWidth;
        for (int index = 0; index < end; index++)
        {
            var text = index == end - 1 ? _pieces[index].Text.TrimEnd() : _pieces[index].Text;
            bool moreFollows = index < end - 1;
            int width = CellText.Width(text);
            if (width > left || (width == left && moreFollows))
            {
                yield return new Segment(CellText.Cut(text + (moreFollows ? " …" : ""), left), _pieces[index].Style);
                break;
            }
            left -= width;
            yield return new Segment(text, _pieces[index].Style);
        }
        yield return Segment.LineBreak;
    }
}
