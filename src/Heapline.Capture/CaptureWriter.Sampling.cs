using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private int _weightedSite;

    /// <summary>Adds what chance begins with, for whoever wants to repeat the run.</summary>
    public void AddSamplingSeed(ulong seed)
    {
        SamplingRecords.WriteSeed(Adding(BlockKind.Sampling), seed);
        FlushIfFull();
    }

    /// <summary>Adds how blocks are sampled from an instant on.</summary>
    public void Add(SamplingRate rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate.Level);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate.IntervalBytes);
        _bounds.Check(rate);
        SamplingRecords.Write(Adding(BlockKind.Sampling), rate);
        FlushIfFull();
    }

    /// <summary>Adds a site's weight, once for each site.</summary>
    public void Add(SiteWeight weight)
    {
        Known(weight.Site.Value, _known.Sites);
        ArgumentOutOfRangeException.ThrowIfNegative(weight.Level);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight.Weight);
        _bounds.Amount(weight.Weight);
        SamplingRecords.Write(Adding(BlockKind.Sampling), weight, _weightedSite);
        _weightedSite = weight.Site.Value;
        FlushIfFull();
    }
}
