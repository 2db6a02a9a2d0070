namespace Heapline.Views.Plot;

/// <summary>How to draw memory over time as SVG.</summary>
public sealed record SvgPlotOptions
{
    /// <summary>What to write above; by default the command line.</summary>
    public string? Title { get; init; }

    /// <summary>The part of the run to draw; by default all of it.</summary>
    public PlotWindow? Window { get; init; }

    /// <summary>Whether to draw the calls of decorated functions of a single run.</summary>
    public bool ShowFunctions { get; init; } = true;

    /// <summary>Whether to draw the trend of each curve of resident memory: dashed, its slope in the legend.</summary>
    public bool ShowTrend { get; init; }

    /// <summary>Whether to draw the calls of decorated functions as rectangles at the level they were made at, rather than as brackets.</summary>
    public bool Flame { get; init; }

    /// <summary>Colours. A PNG cannot adapt to its viewer and is light by default.</summary>
    public SvgTheme Theme { get; init; } = SvgTheme.Auto;
}
