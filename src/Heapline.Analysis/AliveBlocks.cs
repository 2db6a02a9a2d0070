using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What one process held at a boundary between two ticks: exact, from the counts of what outlived its tick.</summary>
public static class AliveBlocks
{
    /// <summary>Blocks alive at the end of tick <paramref name="tick"/>, by site; sites that hold nothing are left out.</summary>
    public static IReadOnlyList<LiveBlocks> At(CaptureData capture, int process, int tick) => FromWindow(capture, process, int.MinValue, tick);

    /// <summary>
    /// Blocks allocated in the ticks <paramref name="first"/> to <paramref name="last"/> (both included) and still alive at the end of
    /// <paramref name="last"/>, by site; sites that hold nothing are left out.
    /// </summary>
    public static IReadOnlyList<LiveBlocks> FromWindow(CaptureData capture, int process, int first, int last)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var counts = new long[capture.Sites.Count];
        var bytes = new long[capture.Sites.Count];
        foreach (var tick in capture.Ticks)
        {
            if (tick.Process != process || tick.Number < first || tick.Number > last)
                continue;
            foreach (var change in tick.Changes)
            {
                counts[change.Site.Value] += change.Allocations - change.FreedWithin;
                bytes[change.Site.Value] += change.AllocatedBytes - change.FreedWithinBytes;
            }
            foreach (var free in tick.LaterFrees)
            {
                if (free.AllocatedTick < first)
                    continue;
                counts[free.Site.Value] -= free.Count;
                bytes[free.Site.Value] -= free.Bytes;
            }
        }

        var alive = new List<LiveBlocks>();
        for (int site = 0; site < counts.Length; site++)
            if (counts[site] != 0 && capture.Sites[site].Allocator != AllocatorKind.Arena)
                alive.Add(new LiveBlocks(new SiteId(site), counts[site], bytes[site]));
        return alive;
    }
}
