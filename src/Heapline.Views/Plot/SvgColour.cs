namespace Heapline.Views.Plot;

/// <summary>A colour of the plot: the class that carries it, and its value on a light and on a dark ground.</summary>
internal sealed record SvgColour(string Class, string Light, string Dark);
