namespace Heapline.Analysis;

/// <summary>One capture on the time axis.</summary>
public sealed record TimelineRun
{
    /// <summary>What the run is called beside others: the script's file name, or what the caller named it.</summary>
    public required string Name { get; init; }
    /// <summary>The command line: the program without its folder, arguments quoted where a shell would need it.</summary>
    public required string Command { get; init; }
    /// <summary>When it started, in the time zone it ran in.</summary>
    public required DateTimeOffset StartedAt { get; init; }
    /// <summary>Python's version, for example <c>3.12.1</c>; empty when not known.</summary>
    public required string PythonVersion { get; init; }
    /// <summary>Length of the run in seconds: as recorded, or up to the last thing recorded when the capture was cut.</summary>
    public required double DurationSeconds { get; init; }
    /// <summary>Seconds between two readings of resident memory.</summary>
    public required double IntervalSeconds { get; init; }
    /// <summary>The processes that have anything to draw, in order of appearance.</summary>
    public required IReadOnlyList<TimelineProcess> Processes { get; init; }
    /// <summary>Resident memory of all processes together; of several, each counts with its last reading until it ends.</summary>
    public required TimelineSeries Resident { get; init; }
    /// <summary>
    /// Whether <see cref="Resident"/> and <see cref="Heap"/> sum up all processes. A profile of the original mprof keeps its children apart from
    /// the program, whose readings may include them already: there the curve is the program's alone, as the original draws it.
    /// </summary>
    public bool SumsProcesses { get; init; } = true;
    /// <summary>The trend of resident memory; null where there are too few readings for one.</summary>
    public TrendLine? Trend { get; init; }
    /// <summary>
    /// Live heap of all processes together. Of several, their highest instants within a tick (10 ms at first) are taken as simultaneous,
    /// so a peak of the sum may lie above the true one, never below.
    /// </summary>
    public required TimelineSeries Heap { get; init; }
    /// <summary>Proportional memory (PSS) of all processes together, where there are several: pages that they share count once. Else empty.</summary>
    public TimelineSeries Proportional { get; init; } = TimelineSeries.Empty;
    /// <summary>Whether <see cref="Heap"/> is an estimate, because blocks were sampled.</summary>
    public bool IsEstimated { get; init; }
    /// <summary>
    /// How much memory the program was allowed to have, as a level line over the run; empty where there was no limit, or one so far above all curves that
    /// a picture with it would show them flat.
    /// </summary>
    public TimelineSeries Limit { get; init; } = new([]);
    /// <summary>Calls of decorated functions and the program's own spans, in order of their start.</summary>
    public required IReadOnlyList<TimelineSpan> Spans { get; init; }

    /// <summary>Marks that the program set, in order of time.</summary>
    public IReadOnlyList<TimelineMark> Marks { get; init; } = [];

    /// <summary>Whether the capture holds no memory figure at all.</summary>
    public bool IsEmpty => Resident.IsEmpty && Heap.IsEmpty;
}
