using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The figures of a whole run.</summary>
/// <param name="Run">What was run.</param>
/// <param name="End">How it ended; null when the capture was cut before the end.</param>
/// <param name="Damage">What is wrong with the capture; null for nothing.</param>
/// <param name="PythonVersion">Version of the first Python process; empty when there was none.</param>
/// <param name="DurationNs">Nanoseconds from start to end, or to the last thing recorded.</param>
/// <param name="Processes">Number of processes.</param>
/// <param name="Threads">Number of threads that allocated.</param>
/// <param name="PeakHeapBytes">Most bytes alive at once in the largest process, exact to the event; 0 when no heap was recorded.</param>
/// <param name="PeakHeapAtNs">When that was, nanoseconds since the start of the run.</param>
/// <param name="PeakHeapProcess">Index of the process it was in; -1 for none.</param>
/// <param name="PeakResidentBytes">Most resident memory of all processes together, in bytes; 0 when never read.</param>
/// <param name="PeakResidentAtNs">When that was, nanoseconds since the start of the run.</param>
/// <param name="PeakArenaBytes">Most bytes in pymalloc's arenas at the end of any tick of one process.</param>
/// <param name="Total">Figures of the whole run.</param>
/// <param name="LostEvents">Events that were not recorded.</param>
/// <param name="RingWaits">How often a process waited for the collector.</param>
/// <param name="AgentBytes">Memory the agent held at the end, all processes together.</param>
/// <param name="Allocators">Figures by allocator, those with most allocated bytes first.</param>
public sealed record StatsReport(
    RunInfo Run, RunEnd? End, string? Damage, string PythonVersion, long DurationNs, int Processes, int Threads,
    long PeakHeapBytes, long PeakHeapAtNs, int PeakHeapProcess, long PeakResidentBytes, long PeakResidentAtNs, long PeakArenaBytes,
    Figures Total, long LostEvents, long RingWaits, long AgentBytes, IReadOnlyList<AllocatorFigures> Allocators)
{
    /// <summary>What profiling cost; null for captures that do not say.</summary>
    public CostReport? Cost { get; init; }

    /// <summary>What was asked for while no Python code was running: figures that no line can be named for.</summary>
    public Figures OutsidePython { get; init; }

    /// <summary>Number of blocks freed: every block handed out and not alive at the end.</summary>
    public long Frees => Total.Allocations - Total.LiveAtEndAllocations;

    /// <summary>The command line, arguments quoted where a shell would need it.</summary>
    public string CommandLine => TimelineNames.CommandLine(Run.Command);

    /// <summary>Makes the report in one pass over the capture.</summary>
    public static StatsReport Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var sites = SiteFigures.Of(capture);
        var peak = HeapPeak.Largest(capture);
        var (resident, residentAt) = ResidentPeak.Of(capture);
        return new StatsReport(
            capture.Run, capture.End, capture.Damage,
            capture.Processes.FirstOrDefault(process => process.PythonVersion.Length > 0)?.PythonVersion ?? "",
            capture.End?.DurationNs ?? LastInstant(capture), capture.Processes.Count, capture.Threads.Count,
            peak?.HeapBytes ?? 0, peak?.TimeNs ?? 0, peak?.Process ?? -1, resident, residentAt,
            capture.Ticks.Select(tick => tick.ArenaBytes).DefaultIfEmpty().Max(),
            SiteFigures.Total(sites),
            capture.ProcessEnds.Sum(end => end.LostEvents), capture.ProcessEnds.Sum(end => end.RingWaits),
            capture.ProcessEnds.Sum(end => end.AgentBytes), ByAllocator(capture, sites))
        {
            Cost = CostReport.Of(capture),
            OutsidePython = SiteFigures.Total([.. sites.Where((_, site) => capture.Sites[site].Stack.IsNone)]),
        };
    }

    private static List<AllocatorFigures> ByAllocator(CaptureData capture, Figures[] sites)
    {
        var sums = new Figures[256];
        for (int site = 0; site < sites.Length; site++)
            sums[(byte)capture.Sites[site].Allocator] += sites[site];
        var allocators = new List<AllocatorFigures>();
        for (int kind = 0; kind < sums.Length; kind++)
            if (!sums[kind].IsZero)
                allocators.Add(new AllocatorFigures((AllocatorKind)kind, sums[kind]));
        allocators.Sort((left, right) => Figures.LargerFirst(left.Figures, right.Figures, SortKey.Allocated));
        return allocators;
    }

    private static long LastInstant(CaptureData capture) => Math.Max(
        capture.Ticks.Select(tick => tick.EndNs).DefaultIfEmpty().Max(),
        capture.Samples.Select(sample => sample.TimeNs).DefaultIfEmpty().Max());
}
