using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What the processes of a run were together: of what <see cref="ProcessReport"/> tells, that which a few sums give.</summary>
/// <param name="Processes">How many there were, without <see cref="PassingPrograms"/>.</param>
/// <param name="PeakHeapBytes">The highest live heap of all together.</param>
/// <param name="PeakProportionalBytes">The highest proportional memory of all together.</param>
public sealed record TreeTotals(int Processes, long PeakHeapBytes, long PeakProportionalBytes)
{
    /// <summary>Adds them up.</summary>
    public static TreeTotals Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var kinds = capture.ProcessDetails.ToDictionary(details => details.Process, details => details.Kind);
        var ends = capture.ProcessEnds.ToDictionary(end => end.Process, end => end.EndNs);
        var resident = ProcessReport.Most(capture.Samples.Select(sample => (sample.Process, sample.ResidentBytes)));
        int lasting = capture.Processes.Count(process => !PassingPrograms.Has(
            kinds.GetValueOrDefault(process.Index, ProcessKind.Unknown), process.StartNs, ends.TryGetValue(process.Index, out long end) ? end : null, resident.GetValueOrDefault(process.Index)));
        return new TreeTotals(lasting > 0 ? lasting : capture.Processes.Count, TreeHeap.PeakBytesOf(capture), TreeProportional.PeakOf(capture).Bytes);
    }

    /// <summary>
    /// The same from what is known without sites (<see cref="CaptureWriter.Outline"/>): null where a fork outlived a process that it had memory from, as then it counts whose blocks those
    /// are that it holds.
    /// </summary>
    public static TreeTotals? OfOutline(CaptureData outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        var ends = outline.ProcessEnds.ToDictionary(end => end.Process, end => end.EndNs);
        var forks = new InheritedHeap(outline);
        return outline.ProcessDetails.Any(details => Outlives(details.Process)) ? null : Of(outline);

        bool Outlives(int process)
        {
            var endNs = ends.GetValueOrDefault(process, long.MaxValue);
            // No more steps than processes: a chain of forks may not come back to where it began, but nobody has checked that.
            for (int at = process, steps = 0; forks.IsFork(at) && steps < outline.Processes.Count; steps++)
            {
                at = forks.ParentOf(at);
                if (ends.GetValueOrDefault(at, long.MaxValue) < endNs)
                    return true;
            }
            return false;
        }
    }
}
