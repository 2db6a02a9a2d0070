namespace Heapline.Views.Plot;

/// <summary>How to draw memory over time into a terminal.</summary>
public sealed record TerminalPlotOptions
{
    /// <summary>Width in character cells; by default that of the console (80 when it is not a terminal).</summary>
    public int? Width { get; init; }

    /// <summary>Rows of the plot area itself, without title, legend and axis.</summary>
    public int Rows { get; init; } = 14;

    /// <summary>Whether to keep to ASCII; by default where the console does not take Unicode.</summary>
    public bool? Ascii { get; init; }

    /// <summary>The part of the run to draw; by default all of it.</summary>
    public PlotWindow? Window { get; init; }

    /// <summary>What to write above; by default the command line.</summary>
    public string? Title { get; init; }

    /// <summary>Whether to draw the calls of decorated functions under the plot of a single run.</summary>
    public bool ShowFunctions { get; init; } = true;

    /// <summary>Whether to draw the trend of each curve of resident memory: dashed, its slope in the legend.</summary>
    public bool ShowTrend { get; init; }

    /// <summary>Whether to draw the calls of decorated functions as rectangles at the level they were made at, rather than as brackets.</summary>
    public bool Flame { get; init; }
}
