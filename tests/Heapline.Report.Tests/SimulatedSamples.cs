using Heapline.Capture;

namespace Heapline.Report.Tests;

/// <summary>
/// The simulated run as a capture that was sampled at two rates: of most stacks there are two sites of the same weight, whose blocks are of other sizes, and of some of those every block is of one size.
/// </summary>
internal sealed class SimulatedSamples
{
    private const int FirstSampled = 5, LastSampled = 30;

    private readonly CaptureData _exact;

    private SimulatedSamples(CaptureData exact) => _exact = exact;

    public static CaptureData Of(SimulatedRun run) => new SimulatedSamples(run.Capture).Make(run.Blocks);

    private CaptureData Make(IReadOnlyList<SimulatedBlock> blocks)
    {
        var (ticks, peaks) = SimulatedRun.Recorded([.. blocks.Select(block => block with { Site = SiteOf(block), Bytes = SizeOf(block) })]);
        return _exact with
        {
            Sites = [.. _exact.Sites, .. _exact.Sites],
            Ticks = [.. ticks.Select(tick => tick with { Changes = [.. tick.Changes.Select(Weighed)], LaterFrees = [.. tick.LaterFrees.Select(Weighed)] })],
            Peaks = [.. peaks.Select(peak => Of(peak, [.. peak.Blocks.Select(Weighed)]))],
            Sampling = new Sampling
            {
                Rates = [new SamplingRate(0, 1, 4096), new SamplingRate(SimulatedRun.Ticks / 2 * SimulatedRun.TickNs, 2, 16384)],
                Weights = [.. Enumerable.Range(0, 2 * _exact.Sites.Count).Select(site => new SiteWeight(new SiteId(site), 1 + site / _exact.Sites.Count, WeightOf(new SiteId(site)))).Where(site => site.Weight > 1)],
            },
        };
    }

    private long WeightOf(SiteId site) => site.Value % _exact.Sites.Count is >= FirstSampled and <= LastSampled and var sampled ? 3 + sampled : 1;

    private int SiteOf(SimulatedBlock block) => block.Bytes < 1000 ? block.Site : block.Site + _exact.Sites.Count;

    // Of every third site the small blocks are of one size, of every fifth the large ones.
    private static long SizeOf(SimulatedBlock block) => block.Bytes switch
    {
        < 1000 when block.Site % 3 == 0 => 64,
        >= 1000 when block.Site % 5 == 0 => 4096,
        var bytes => bytes,
    };

    private SiteChange Weighed(SiteChange change)
    {
        long weight = WeightOf(change.Site);
        return new SiteChange(change.Site, change.Allocations * weight, change.AllocatedBytes * weight, change.FreedWithin * weight, change.FreedWithinBytes * weight, change.Temporary * weight);
    }

    private LaterFree Weighed(LaterFree free) => free with { Count = free.Count * WeightOf(free.Site), Bytes = free.Bytes * WeightOf(free.Site), Temporary = free.Temporary * WeightOf(free.Site) };

    private LiveBlocks Weighed(LiveBlocks live) => live with { Count = live.Count * WeightOf(live.Site), Bytes = live.Bytes * WeightOf(live.Site) };

    private static Peak Of(Peak peak, IReadOnlyList<LiveBlocks> blocks) => peak with { HeapBytes = blocks.Sum(live => live.Bytes), Blocks = blocks };
}
