namespace Heapline.Views.Report;

/// <summary>Puts neighbouring ticks together: what was freed in a later tick of the same group was freed within it.</summary>
internal static class TogetherTicks
{
    /// <summary>At most so many ticks of each process, of equal lengths of time; null when there are no more to begin with.</summary>
    public static ReportData? Of(ReportData data, int most)
    {
        var ticks = data.Ticks;
        if (ticks.Count == 0 || ticks.GroupBy(tick => tick.Process).Max(group => group.Count()) <= most)
            return null;
        long length = Math.Max(1, ticks.Max(tick => tick.EndNs) + 1);
        var groups = ticks.Select((tick, number) => (tick, number))
            .GroupBy(entry => (entry.tick.Process, Stretch: (Int128)Math.Max(0, entry.tick.EndNs) * most / length))
            .OrderBy(group => group.Max(entry => entry.tick.EndNs)).ThenBy(group => group.Key.Process).Select(group => group.ToList()).ToList();
        var groupOf = new int[ticks.Count];
        for (int group = 0; group < groups.Count; group++)
            foreach (var (_, number) in groups[group])
                groupOf[number] = group;
        return data with { Ticks = [.. groups.Select((group, number) => Together([.. group.Select(entry => entry.tick)], groupOf, number))] };
    }

    private static ReportTick Together(List<ReportTick> ticks, int[] groupOf, int own)
    {
        var frees = ticks.SelectMany(tick => tick.Frees).Select(free => free with { AllocatedTick = groupOf[free.AllocatedTick] }).ToList();
        var within = frees.Where(free => free.AllocatedTick == own).Select(free => new ReportChange(free.Site, 0, 0, free.Count, free.Bytes, free.Temporary));
        return ticks[^1] with
        {
            StartNs = ticks[0].StartNs,
            HeapBytesHigh = ticks.Max(tick => tick.HeapBytesHigh),
            Changes = ReportTicks.Merged(ticks.SelectMany(tick => tick.Changes).Concat(within)),
            Frees = ReportTicks.Merged(frees.Where(free => free.AllocatedTick != own)),
        };
    }
}
