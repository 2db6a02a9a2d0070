using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The figures of each thread.</summary>
public static class ThreadReport
{
    /// <summary>Threads that asked for anything, those with most allocated bytes first. One pass over the capture.</summary>
    public static IReadOnlyList<ThreadFigures> Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var sums = new Figures[capture.Threads.Count];
        var sites = SiteFigures.Of(capture);
        for (int site = 0; site < sites.Length; site++)
            sums[capture.Sites[site].Thread] += sites[site];
        var threads = sums.Select((figures, thread) => new ThreadFigures(thread, figures)).Where(thread => !thread.Figures.IsZero).ToList();
        threads.Sort((left, right) => Figures.LargerFirst(left.Figures, right.Figures, SortKey.Allocated) is var order and not 0
            ? order
            : left.Thread.CompareTo(right.Thread));
        return threads;
    }
}
