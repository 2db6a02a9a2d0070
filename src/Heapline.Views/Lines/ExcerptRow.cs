using Heapline.Analysis;

namespace Heapline.Views;

/// <summary>One row of an excerpt.</summary>
/// <param name="Line">1-based line; 0 when unknown.</param>
/// <param name="Figures">What the line asked for; null for a line shown only to tell where one is.</param>
/// <param name="Text">Its source, or what stands for it.</param>
/// <param name="IsSource">Whether <paramref name="Text"/> is the source.</param>
public sealed record ExcerptRow(int Line, Figures? Figures, string Text, bool IsSource);
