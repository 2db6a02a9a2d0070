using System.Text;

namespace Heapline.Views.Plot;

/// <summary>
/// The colours of an SVG plot. Shapes take <c>currentColor</c> from a <c>color</c> attribute, which every renderer understands;
/// a style sheet changes it where the viewer prefers dark, which librsvg passes over.
/// </summary>
internal static class SvgPalette
{
    public static readonly SvgColour Ground = new("ground", "#ffffff", "#11151c");
    public static readonly SvgColour Ink = new("ink", "#1b1f24", "#e6e9ee");
    public static readonly SvgColour Muted = new("muted", "#5b6470", "#9aa4b2");
    public static readonly SvgColour Grid = new("grid", "#e3e6ea", "#2a303a");
    public static readonly SvgColour Resident = new("resident", "#2563eb", "#6ea8fe");
    public static readonly SvgColour Heap = new("heap", "#d9480f", "#ff9d5c");

    public static readonly SvgColour Trend = new("trend", "#00aaa2", "#00e3d8");

    /// <summary>Decorated functions in the order of memory_profiler's plot: cyan, yellow, green, red, blue.</summary>
    private static readonly SvgColour[] Calls =
    [
        new("cyan", "#0b8aa5", "#3cc8e3"), new("yellow", "#a87400", "#f0c33c"), new("green", "#1f8a3b", "#5fd07c"),
        new("red", "#cf2e3c", "#ff7d86"), new("blue", "#5546d6", "#a79bff"),
    ];

    private static readonly SvgColour[] Runs = [Resident, Heap, Calls[2], new("purple", "#a33bb8", "#dc86ec"), Calls[0], Calls[1], Calls[3]];

    public static SvgColour Call(int function) => Calls[function % Calls.Length];

    /// <summary>What may not be passed.</summary>
    public static SvgColour Limit => Calls[3];

    public static SvgColour Run(int run) => Runs[run % Runs.Length];

    /// <summary>The style sheet that turns the plot dark.</summary>
    public static string DarkStyle()
    {
        var style = new StringBuilder("@media (prefers-color-scheme:dark){");
        foreach (var colour in (IEnumerable<SvgColour>)[Ground, Ink, Muted, Grid, Trend, .. Calls, .. Runs.Except(Calls)])
            style.Append('.').Append(colour.Class).Append("{color:").Append(colour.Dark).Append('}');
        return style.Append('}').ToString();
    }
}
