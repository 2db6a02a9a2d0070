using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>How uncertain the bytes and the number of blocks are that were alive together, site by site; told in the variances of what was alive at a peak.</summary>
internal sealed class LiveVariances
{
    private readonly Dictionary<int, long> _weights = [];

    public LiveVariances(CaptureData capture)
    {
        foreach (var weighted in capture.Sampling.Weights)
            _weights[weighted.Site.Value] = weighted.Weight;
    }

    /// <summary>Of blocks of one site.</summary>
    public FigureVariances? Of(int site, long count, long bytes) =>
        _weights.TryGetValue(site, out long weight) ? FigureVariances.Of(new Figures(bytes, count, 0, 0, 0, 0, 0), weight) : null;

    /// <summary>Of blocks of several sites.</summary>
    public FigureVariances? Of(IEnumerable<LiveBlocks> blocks) => blocks.Aggregate(default(FigureVariances?), (sum, some) => sum + Of(some.Site.Value, some.Count, some.Bytes));
}
