namespace Heapline.Collector.Live;

/// <summary>A block that is alive.</summary>
/// <param name="Site">Index of its site in the process's <c>SiteTable</c>.</param>
/// <param name="Tick">Number of the tick in which it was handed out.</param>
/// <param name="Bytes">Its size as asked for.</param>
internal readonly record struct LiveBlock(int Site, int Tick, long Bytes);
