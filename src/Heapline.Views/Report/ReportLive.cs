namespace Heapline.Views.Report;

/// <summary>Blocks of one site that were alive at a peak.</summary>
/// <param name="Site">The page's number of the site.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Bytes">Their bytes.</param>
internal readonly record struct ReportLive(int Site, long Count, long Bytes);
