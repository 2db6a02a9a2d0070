namespace Heapline.Agent.Lines;

/// <summary>What has come to a line since the capture was last told of it.</summary>
/// <param name="Hits">How often a stretch on it has ended.</param>
/// <param name="HighestBytes">The most resident memory at any such end so far.</param>
/// <param name="IncrementBytes">Sum of what resident memory grew by over these stretches.</param>
internal readonly record struct LineNews(long Hits, long HighestBytes, long IncrementBytes);
