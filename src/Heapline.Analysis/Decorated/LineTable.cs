using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The line-by-line report of one decorated function in one process.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="Function">The function.</param>
/// <param name="Module">The module it is of; empty when that is not known.</param>
/// <param name="Rows">Its lines from the first on, rising without a gap; without the file's text only those that ran.</param>
public sealed record LineTable(int Process, Function Function, string Module, IReadOnlyList<LineTableRow> Rows);

/// <summary>A line of a <see cref="LineTable"/>.</summary>
/// <param name="Line">1-based number of the line in its file.</param>
/// <param name="Figure">What was measured; null for a line that never ran.</param>
/// <param name="Text">The line as it stands in the file, without its end; empty when the capture does not have it.</param>
public readonly record struct LineTableRow(int Line, LineFigure? Figure, string Text);
