using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The figures of every site, added up in one pass over a capture. Everything that reports on places starts from here.</summary>
public static class SiteFigures
{
    /// <summary>
    /// Figures by <see cref="SiteId"/>. Processes are added together, except for what was alive at the peak: that is the largest process's
    /// (<see cref="HeapPeak"/>), because blocks alive at different instants do not add up to anything. Sites of arenas stay zero.
    /// </summary>
    public static Figures[] Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var figures = new Figures[capture.Sites.Count];
        foreach (var tick in capture.Ticks)
        {
            foreach (var change in tick.Changes)
                figures[change.Site.Value] += new Figures(
                    0, 0, change.AllocatedBytes - change.FreedWithinBytes, change.Allocations - change.FreedWithin,
                    change.AllocatedBytes, change.Allocations, change.Temporary);
            foreach (var free in tick.LaterFrees)
                figures[free.Site.Value] += new Figures(0, 0, -free.Bytes, -free.Count, 0, 0, free.Temporary);
        }
        if (HeapPeak.Largest(capture) is { } peak)
            foreach (var blocks in peak.Blocks)
                figures[blocks.Site.Value] += new Figures(blocks.Bytes, blocks.Count, 0, 0, 0, 0, 0);

        for (int site = 0; site < figures.Length; site++)
            if (capture.Sites[site].Allocator == AllocatorKind.Arena)
                figures[site] = default;
        foreach (var weighted in capture.Sampling.Weights)
        {
            ref var site = ref figures[weighted.Site.Value];
            site = site with { Variances = FigureVariances.Of(site, weighted.Weight) };
        }
        return figures;
    }

    /// <summary>All sites together.</summary>
    public static Figures Total(ReadOnlySpan<Figures> sites)
    {
        var total = default(Figures);
        foreach (ref readonly var site in sites)
            total += site;
        return total;
    }
}
