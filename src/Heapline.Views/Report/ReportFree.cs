namespace Heapline.Views.Report;

/// <summary>Blocks of one site that were freed in a later tick than they were allocated in.</summary>
/// <param name="Site">The page's number of the site.</param>
/// <param name="AllocatedTick">The page's number of the tick they were allocated in.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Temporary">How many of them were freed before the next allocation of their thread.</param>
internal readonly record struct ReportFree(int Site, int AllocatedTick, long Count, long Bytes, long Temporary);
