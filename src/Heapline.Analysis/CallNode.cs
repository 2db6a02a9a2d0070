namespace Heapline.Analysis;

/// <summary>One node of a <see cref="CallTree"/>: a frame, called from its parent.</summary>
/// <param name="Parent">Index of the caller's node; -1 for the root.</param>
/// <param name="Function">Index into the capture's functions; -1 for the root.</param>
/// <param name="Line">1-based line being executed; 0 when unknown.</param>
public readonly record struct CallNode(int Parent, int Function, int Line);
