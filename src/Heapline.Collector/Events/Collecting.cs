using Heapline.Capture;

namespace Heapline.Collector.Events;

/// <summary>Writes the garbage collections that the agent saw. Draining thread only.</summary>
internal sealed class Collecting(CaptureWriter writer, int process, long runStartNs)
{
    // A year in nanoseconds, and more collections than one could count in it.
    private const long Most = 1L << 55;

    private long _inAll;

    /// <summary>Takes the collections between two looks, on CLOCK_MONOTONIC; false when they cannot be.</summary>
    public bool Add(int generation, long count, long startNs, long endNs, long freed)
    {
        if (generation is < 0 or > 2 || count < 0 || freed is < 0 or > Most || startNs < 0 || startNs > endNs || (_inAll += count + freed) > Most)
            return false;
        var (start, end) = (Math.Max(startNs - runStartNs, 0), Math.Max(endNs - runStartNs, 0));
        if (end > Most)
            return false;
        writer.Add(new Collections(process, generation, start, end, count, freed));
        return true;
    }
}
