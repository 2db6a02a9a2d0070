namespace Heapline.Collector.Live;

/// <summary>A block that a fork has from its parent.</summary>
/// <param name="CaptureSite">Id in the capture of the site that asked for it, one of a parent's.</param>
/// <param name="Blocks">How many blocks it stands for: more than one when it was sampled.</param>
/// <param name="Bytes">Their size as asked for.</param>
internal readonly record struct InheritedBlock(int CaptureSite, long Blocks, long Bytes);
