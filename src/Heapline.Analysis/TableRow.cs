using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>One row of a <see cref="TableReport"/>.</summary>
/// <param name="Node">The call stack, as a node of the report's tree.</param>
/// <param name="Allocator">The function that handed the blocks out.</param>
/// <param name="Thread">Index into the capture's threads.</param>
/// <param name="Figures">What was asked for there.</param>
public sealed record TableRow(int Node, AllocatorKind Allocator, int Thread, Figures Figures);
