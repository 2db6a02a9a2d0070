namespace Heapline.Views.Report;

/// <summary>Counts call stacks that hardly matter with those that called them.</summary>
internal static class SmallStacks
{
    /// <summary>
    /// The same with fewer places: one that has less than <paramref name="share"/> of all allocated bytes, of all allocations and of each peak is counted
    /// as its caller's, and so on up. Null when there is none.
    /// </summary>
    public static ReportData? WithCallers(ReportData data, double share)
    {
        var parts = Parts(data);
        var levels = data.Sites.Select((site, index) => (site.Place, index)).ToLookup(entry => entry.Place.Node);
        var at = new Dictionary<ReportSite, (double Part, List<int> Sites)>();
        var arriving = new Dictionary<int, List<ReportSite>>();
        void Arrive(ReportSite place, double part, IEnumerable<int> sites)
        {
            if (!at.TryGetValue(place, out var there))
            {
                there = (0, []);
                if (!arriving.TryGetValue(place.Node, out var list))
                    arriving.Add(place.Node, list = []);
                list.Add(place);
            }
            there.Sites.AddRange(sites);
            at[place] = (there.Part + part, there.Sites);
        }

        for (int node = data.Tree.Nodes.Count - 1; node > 0; node--)
        {
            foreach (var (place, index) in levels[node])
                Arrive(place, parts[index], [index]);
            // A parent always comes before its children: nothing arrives here any more.
            if (!arriving.TryGetValue(node, out var here))
                continue;
            foreach (var place in here)
            {
                var (part, sites) = at[place];
                if (part >= share)
                    continue;
                at.Remove(place);
                Arrive(place with { Node = data.Tree.Nodes[node].Parent }, part, sites);
            }
        }
        foreach (var (place, index) in levels[0])
            Arrive(place, parts[index], [index]);
        if (at.Count == data.Places)
            return null;
        // What is in one place now is one site, so far as it was sampled alike.
        return Renumbered(data, at.SelectMany(entry => entry.Value.Sites.GroupBy(site => data.Sites[site].Samples)
            .Select(group => (entry.Key with { Samples = group.Key }, group.ToList()))));
    }

    // The largest of a site's parts of the wholes.
    private static double[] Parts(ReportData data)
    {
        var (bytes, blocks) = (new double[data.Sites.Count], new double[data.Sites.Count]);
        foreach (var change in data.Ticks.SelectMany(tick => tick.Changes))
        {
            bytes[change.Site] += change.Bytes;
            blocks[change.Site] += change.Count;
        }
        var (allBytes, allBlocks) = (Math.Max(1, bytes.Sum()), Math.Max(1, blocks.Sum()));
        var parts = bytes.Select((amount, site) => Math.Max(amount / allBytes, blocks[site] / allBlocks)).ToArray();
        foreach (var peak in data.Peaks)
        {
            double all = Math.Max(1, peak.Sum(live => live.Bytes));
            foreach (var live in peak)
                parts[live.Site] = Math.Max(parts[live.Site], live.Bytes / all);
        }
        return parts;
    }

    private static ReportData Renumbered(ReportData data, IEnumerable<(ReportSite Site, List<int> Of)> kept)
    {
        // In the order in which they were, so that sites which act together stay together.
        var order = kept.OrderBy(entry => entry.Of.Min()).ToList();
        var number = new int[data.Sites.Count];
        for (int site = 0; site < order.Count; site++)
            foreach (int old in order[site].Of)
                number[old] = site;
        return data with
        {
            Sites = [.. order.Select(entry => entry.Site)],
            Peaks = [.. data.Peaks.Select(peak => ReportData.Merged(peak.Select(live => live with { Site = number[live.Site] })))],
            Ticks = [.. data.Ticks.Select(tick => tick with
            {
                Changes = ReportTicks.Merged(tick.Changes.Select(change => change with { Site = number[change.Site] })),
                Frees = ReportTicks.Merged(tick.Frees.Select(free => free with { Site = number[free.Site] })),
            })],
        };
    }
}
