using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>How uncertain the highest heap of all processes is, in a sampled capture: what each held then, site by site.</summary>
internal sealed class TreeHeapErrors(CaptureData capture)
{
    private readonly LiveVariances _live = new(capture);

    /// <summary>The peak with its standard errors.</summary>
    /// <param name="peak">The peak.</param>
    /// <param name="number">Number of the tick in which it was.</param>
    /// <param name="orphaned">What forks hold of parents that have ended: the fork, site, blocks and bytes.</param>
    public TreePeak Of(TreePeak peak, int number, IEnumerable<(int Process, int Site, long Count, long Bytes)> orphaned)
    {
        var ofForks = orphaned.ToLookup(blocks => blocks.Process);
        FigureVariances? all = null;
        var errors = new Dictionary<int, double>();
        foreach (var (process, _) in peak.Parts)
        {
            var variances = ofForks[process].Aggregate(Own(process, number), (sum, blocks) => sum + _live.Of(blocks.Site, blocks.Count, blocks.Bytes));
            errors[process] = variances?.StandardErrors.AtPeakBytes ?? 0;
            all += variances;
        }
        return peak with { StandardError = all?.StandardErrors.AtPeakBytes ?? 0, StandardErrors = errors };
    }

    // A process's own peak is known site by site, and so is what it held between two ticks. Else it held what it began the tick with, and a share of what it asked for in it.
    private FigureVariances? Own(int process, int number)
    {
        if (capture.Ticks.FirstOrDefault(tick => tick.Process == process && tick.Number == number) is not { } tick)
            return _live.Of(AliveBlocks.At(capture, process, number));
        if (capture.Peaks.FirstOrDefault(peak => peak.Process == process && peak.HeapBytes == tick.HeapBytesHigh && peak.TimeNs >= tick.StartNs && peak.TimeNs <= tick.EndNs) is { } own)
            return _live.Of(own.Blocks);
        if (tick.HeapBytesHigh == tick.HeapBytes)
            return _live.Of(AliveBlocks.At(capture, process, number));
        var before = AliveBlocks.At(capture, process, number - 1);
        var allocated = tick.Changes.Where(change => capture.Sites[change.Site.Value].Allocator != AllocatorKind.Arena).ToList();
        var share = Math.Clamp((tick.HeapBytesHigh - before.Sum(blocks => blocks.Bytes)) / Math.Max((double)allocated.Sum(change => change.AllocatedBytes), 1), 0, 1);
        return allocated.Aggregate(_live.Of(before), (sum, change) => sum + _live.Of(change.Site.Value, (long)(share * change.Allocations), (long)(share * change.AllocatedBytes)));
    }
}
