namespace Heapline.Collector.Live;

/// <summary>A block that a fork has from its parent.</summary>
/// <param name="CaptureSite">Id in the capture of the site that asked for it, one of a parent's.</param>
/// <param name="Bytes">Its size as asked for.</param>
internal readonly record struct InheritedBlock(int CaptureSite, long Bytes);
