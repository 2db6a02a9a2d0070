namespace Heapline.Views;

/// <summary>How a report is written: how wide, and whether with colours.</summary>
/// <param name="Width">Columns to fit into.</param>
/// <param name="Styled">Whether colours and weights may be used; without, not one escape sequence is written.</param>
public sealed record OutputSettings(int Width, bool Styled)
{
    /// <summary>Columns of output that goes to a file or a pipe, unless COLUMNS says otherwise.</summary>
    public const int PlainWidth = 100;

    private const int NarrowestWidth = 40;

    /// <summary>Decides from where the output goes.</summary>
    /// <param name="redirected">Whether it goes to a file or a pipe rather than a terminal.</param>
    /// <param name="terminalColumns">Width of the terminal; 0 or less when not known.</param>
    /// <param name="environment">Looks up a variable of the environment; NO_COLOR (https://no-color.org), TERM and COLUMNS count.</param>
    public static OutputSettings Detect(bool redirected, int terminalColumns, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        int width = !redirected && terminalColumns > 0 ? terminalColumns
            : int.TryParse(environment("COLUMNS"), out int columns) && columns > 0 ? columns
            : redirected ? PlainWidth : 80;
        bool styled = !redirected && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") is { Length: > 0 } and not "dumb";
        return new OutputSettings(Math.Max(width, NarrowestWidth), styled);
    }
}
