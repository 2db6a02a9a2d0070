namespace Heapline.Views.Report;

/// <summary>What one site did within one tick.</summary>
/// <param name="Site">The page's number of the site.</param>
/// <param name="Count">Blocks handed out.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Freed">How many of them were freed within the tick.</param>
/// <param name="FreedBytes">Their bytes.</param>
/// <param name="Temporary">How many of them were freed before the next allocation of their thread.</param>
internal readonly record struct ReportChange(int Site, long Count, long Bytes, long Freed, long FreedBytes, long Temporary)
{
    public static ReportChange operator +(in ReportChange a, in ReportChange b) => new(
        a.Site, a.Count + b.Count, a.Bytes + b.Bytes, a.Freed + b.Freed, a.FreedBytes + b.FreedBytes, a.Temporary + b.Temporary);
}
