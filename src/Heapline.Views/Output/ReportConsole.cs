using Spectre.Console;

namespace Heapline.Views;

/// <summary>Where a view writes its lines: a Spectre console whose width and colours are decided by <see cref="OutputSettings"/> alone.</summary>
public sealed class ReportConsole
{
    private readonly IAnsiConsole _console;

    /// <summary>Writes to <paramref name="writer"/>, which stays the caller's to flush and close.</summary>
    public ReportConsole(TextWriter writer, OutputSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = settings.Styled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = settings.Styled ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new PlainOutput(writer, settings.Width),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        _console.Profile.Width = settings.Width;
        Width = settings.Width;
    }

    /// <summary>Columns to fit into.</summary>
    public int Width { get; }

    /// <summary>Writes one line.</summary>
    public void Line(StyledLine line) => _console.Write(line);

    /// <summary>Writes an empty line.</summary>
    public void Line() => _console.Write(new StyledLine());

    /// <summary>The console below, for views that draw rather than write. Text given to it must have gone through <see cref="Printable"/>.</summary>
    public IAnsiConsole Canvas => _console;

    /// <summary>Writes a sentence, broken between words to the width.</summary>
    public void Sentence(string text, Style style)
    {
        var line = new StyledLine();
        foreach (var word in Printable.Text(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Width > 0 && line.Width + 1 + CellText.Width(word) > Width)
            {
                Line(line);
                line = new StyledLine();
            }
            line.Add(line.Width > 0 ? " " + word : word, style);
        }
        Line(line);
    }
}
