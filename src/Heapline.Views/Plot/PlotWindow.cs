namespace Heapline.Views.Plot;

/// <summary>The part of a run to plot.</summary>
/// <param name="FromSeconds">Where it begins, in seconds since the start of the run.</param>
/// <param name="ToSeconds">Where it ends, in seconds; after <paramref name="FromSeconds"/>.</param>
public sealed record PlotWindow(double FromSeconds, double ToSeconds);
