using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What one allocator handed out.</summary>
/// <param name="Allocator">The allocator.</param>
/// <param name="Figures">What it handed out.</param>
public sealed record AllocatorFigures(AllocatorKind Allocator, Figures Figures);
