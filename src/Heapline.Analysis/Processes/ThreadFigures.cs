namespace Heapline.Analysis;

/// <summary>The figures of one thread.</summary>
/// <param name="Thread">Index into the capture's threads.</param>
/// <param name="Figures">What it asked for.</param>
public readonly record struct ThreadFigures(int Thread, Figures Figures);
