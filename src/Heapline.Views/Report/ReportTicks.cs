using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The ticks of all processes in one order, that of their ends: what the page calls tick n. A window is a run of them.</summary>
internal static class ReportTicks
{
    public static List<ReportTick> Of(CaptureData capture, ReportSites sites)
    {
        // Stable, so that the ticks of one process stay in their order though a clock stood still.
        var order = capture.Ticks.Select((tick, index) => (tick, index)).OrderBy(entry => entry.tick.EndNs).ThenBy(entry => entry.index).ToList();
        var numbers = order.Select((entry, number) => (entry.tick, number)).GroupBy(entry => entry.tick.Process)
            .ToDictionary(group => group.Key, group => group.OrderBy(entry => entry.tick.Number).Select(entry => (entry.tick.Number, Place: entry.number)).ToArray());
        var ticks = new List<ReportTick>(order.Count);
        foreach (var (tick, _) in order)
        {
            var known = numbers[tick.Process];
            ticks.Add(new ReportTick(
                tick.Process, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes,
                Changes(tick, sites), Frees(tick, sites, number => Math.Min(PlaceOf(known, number), ticks.Count))));
        }
        return ticks;
    }

    /// <summary>Adds up what is of the same site; the result rises by site.</summary>
    public static List<ReportChange> Merged(IEnumerable<ReportChange> changes)
    {
        var sorted = changes.OrderBy(change => change.Site);
        var merged = new List<ReportChange>();
        foreach (var change in sorted)
        {
            if (merged.Count > 0 && merged[^1].Site == change.Site)
                merged[^1] += change;
            else
                merged.Add(change);
        }
        return merged;
    }

    /// <summary>Adds up what is of the same site and tick; the result rises by both.</summary>
    public static List<ReportFree> Merged(IEnumerable<ReportFree> frees)
    {
        var sorted = frees.OrderBy(free => free.Site).ThenBy(free => free.AllocatedTick);
        var merged = new List<ReportFree>();
        foreach (var free in sorted)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Site == free.Site && last.AllocatedTick == free.AllocatedTick)
                merged[^1] = last with { Count = last.Count + free.Count, Bytes = last.Bytes + free.Bytes, Temporary = last.Temporary + free.Temporary };
            else
                merged.Add(free);
        }
        return merged;
    }

    private static List<ReportChange> Changes(Tick tick, ReportSites sites) => Merged(
        tick.Changes
            .Select(change => new ReportChange(
                sites.NumberOf(change.Site), change.Allocations, change.AllocatedBytes, change.FreedWithin, change.FreedWithinBytes, change.Temporary))
            .Where(change => change.Site != ReportSites.None));

    private static List<ReportFree> Frees(Tick tick, ReportSites sites, Func<int, int> place) => Merged(
        tick.LaterFrees
            .Select(free => new ReportFree(sites.NumberOf(free.Site), place(free.AllocatedTick), free.Count, free.Bytes, free.Temporary))
            .Where(free => free.Site != ReportSites.None));

    // A tick that the capture does not have (one in which nothing was allocated, after all) is the one before it.
    private static int PlaceOf((int Number, int Place)[] known, int number)
    {
        int low = 0, high = known.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (known[middle].Number <= number)
                low = middle;
            else
                high = middle - 1;
        }
        return known[low].Place;
    }
}
