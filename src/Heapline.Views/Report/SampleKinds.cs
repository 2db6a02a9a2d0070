using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>How the blocks of each site of a capture were sampled: one pass over it, where any were.</summary>
internal sealed class SampleKinds
{
    private const long NoneSeen = -1, Several = -2;

    private readonly long[] _weights = [];
    private readonly long[] _sizes = [];

    public SampleKinds(CaptureData capture)
    {
        if (capture.Sampling.Weights.Count == 0)
            return;
        _weights = new long[capture.Sites.Count];
        _sizes = new long[capture.Sites.Count];
        Array.Fill(_sizes, NoneSeen);
        foreach (var weighted in capture.Sampling.Weights)
            _weights[weighted.Site.Value] = weighted.Weight;
        foreach (var tick in capture.Ticks)
        {
            foreach (var change in tick.Changes)
            {
                See(change.Site, change.Allocations, change.AllocatedBytes);
                See(change.Site, change.FreedWithin, change.FreedWithinBytes);
            }
            foreach (var free in tick.LaterFrees)
                See(free.Site, free.Count, free.Bytes);
        }
        foreach (var blocks in capture.Peaks.SelectMany(peak => peak.Blocks))
            See(blocks.Site, blocks.Count, blocks.Bytes);
    }

    /// <summary>That of a site.</summary>
    public SampleKind Of(SiteId site) =>
        _weights.Length == 0 || _weights[site.Value] <= 1 ? SampleKind.Exact
        : _sizes[site.Value] == Several ? new SampleKind(_weights[site.Value], 0, site.Value)
        : new SampleKind(_weights[site.Value], _sizes[site.Value], -1);

    private void See(SiteId site, long blocks, long bytes)
    {
        if (blocks == 0 && bytes == 0)
            return;
        long size = blocks > 0 && bytes >= 0 && bytes % blocks == 0 ? bytes / blocks : Several;
        ref long known = ref _sizes[site.Value];
        known = known == NoneSeen || known == size ? size : Several;
    }
}
