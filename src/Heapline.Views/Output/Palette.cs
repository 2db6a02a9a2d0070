using Spectre.Console;

namespace Heapline.Views;

/// <summary>
/// The styles of every report. Only weights and the terminal's own 16 colours are used, of those only ones that read on light and dark
/// grounds alike, since themes set them so.
/// </summary>
public static class Palette
{
    /// <summary>As the terminal writes by itself.</summary>
    public static Style Plain { get; } = Style.Plain;

    /// <summary>What one may skip: context, units of little, locations.</summary>
    public static Style Quiet { get; } = new(decoration: Decoration.Dim);

    /// <summary>What carries the line.</summary>
    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    /// <summary>Headings of groups: files, sections.</summary>
    public static Style Heading { get; } = new(Color.Teal, decoration: Decoration.Bold);

    /// <summary>A large share of the whole.</summary>
    public static Style Hot { get; } = new(Color.Maroon, decoration: Decoration.Bold);

    /// <summary>What a reader must know before believing the figures.</summary>
    public static Style Warning { get; } = new(Color.Maroon);

    /// <summary>How a figure is shown that is <paramref name="part"/> of <paramref name="whole"/>.</summary>
    public static Style ForShare(long part, long whole) => Share(part, whole) switch
    {
        >= 0.25 => Hot,
        >= 0.05 => Strong,
        < 0.001 => Quiet,
        _ => Plain,
    };

    private static double Share(long part, long whole) => whole <= 0 ? 0 : (double)part / whole;
}
