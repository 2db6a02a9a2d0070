using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The figures of each process, and of all together.</summary>
/// <param name="Processes">By index.</param>
/// <param name="PeakHeap">The highest live heap of all together; see <see cref="TreeHeap"/>.</param>
/// <param name="PeakProportional">The highest proportional memory of all together.</param>
public sealed record ProcessReport(IReadOnlyList<ProcessFigures> Processes, TreePeak PeakHeap, TreePeak PeakProportional)
{
    /// <summary>Makes the report in a few passes over the capture.</summary>
    public static ProcessReport Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var count = capture.Processes.Count;
        var figures = Sums(capture, count);
        var ends = capture.ProcessEnds.ToDictionary(end => end.Process, end => end.EndNs);
        var details = capture.ProcessDetails.ToDictionary(details => details.Process);
        var threads = capture.Threads.CountBy(thread => thread.Process).ToDictionary();
        var resident = Most(capture.Samples.Select(sample => (sample.Process, sample.ResidentBytes)));
        var proportional = Most(capture.ProportionalSamples.Select(sample => (sample.Process, sample.Bytes)));
        var (inherited, live) = (new InheritedHeap(capture), new LiveVariances(capture));
        double Error(IReadOnlyDictionary<int, (long Count, long Bytes)> held) =>
            held.Aggregate(default(FigureVariances?), (sum, blocks) => sum + live.Of(blocks.Key, blocks.Value.Count, blocks.Value.Bytes))?.StandardErrors.AtPeakBytes ?? 0;
        var given = new long[count];
        foreach (var frees in capture.InheritedFrees)
            given[frees.Process] += frees.Blocks.Sum(blocks => blocks.Bytes);
        var rows = new List<ProcessFigures>(count);
        for (int index = 0; index < count; index++)
        {
            details.TryGetValue(index, out var known);
            rows.Add(new ProcessFigures(
                capture.Processes[index], ProcessLabels.NameOf(capture, index), known?.Kind ?? ProcessKind.Unknown, known?.Parent ?? -1,
                ends.TryGetValue(index, out long end) ? end : null, threads.GetValueOrDefault(index), figures[index].AtPeakBytes,
                known?.InheritedBytes ?? 0, (known?.InheritedBytes ?? 0) - given[index], figures[index],
                resident.GetValueOrDefault(index), proportional.GetValueOrDefault(index))
            {
                // What a fork had of whom is only asked for where it is needed: it takes a pass over the capture.
                InheritedError = capture.Sampling.IsEstimated && inherited.IsFork(index) ? Error(inherited.AtStart(index)) : 0,
                InheritedAtEndError = capture.Sampling.IsEstimated && inherited.IsFork(index) ? Error(inherited.HeldAt(index, int.MaxValue)) : 0,
            });
        }
        return new ProcessReport(rows, TreeHeap.PeakOf(capture), TreeProportional.PeakOf(capture));
    }

    private static Figures[] Sums(CaptureData capture, int count)
    {
        var sums = new Figures[count];
        var sites = SiteFigures.Of(capture);
        for (int site = 0; site < sites.Length; site++)
            sums[capture.Threads[capture.Sites[site].Thread].Process] += WithoutPeak(sites[site]);
        // Each process has a peak of its own.
        var live = new LiveVariances(capture);
        foreach (var peak in capture.Peaks)
            sums[peak.Process] += new Figures(peak.HeapBytes, peak.Blocks.Sum(blocks => blocks.Count), 0, 0, 0, 0, 0) { Variances = live.Of(peak.Blocks) };
        return sums;
    }

    private static Figures WithoutPeak(in Figures figures) => figures with
    {
        AtPeakBytes = 0, AtPeakAllocations = 0,
        Variances = figures.Variances is { } variances
            ? variances with { AtPeakBytes = 0, AtPeakAllocations = 0, Largest = variances.Largest with { AtPeakBytes = 0, AtPeakAllocations = 0 } }
            : null,
    };

    internal static Dictionary<int, long> Most(IEnumerable<(int Process, long Bytes)> readings)
    {
        var most = new Dictionary<int, long>();
        foreach (var (process, bytes) in readings)
            most[process] = Math.Max(bytes, most.GetValueOrDefault(process));
        return most;
    }
}
