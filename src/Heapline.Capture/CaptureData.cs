namespace Heapline.Capture;

/// <summary>A whole capture in memory. Ids are indexes into the lists of the same name.</summary>
public sealed record CaptureData
{
    /// <summary>What was run.</summary>
    public required RunInfo Run { get; init; }
    /// <summary>How it ended; null when the capture was cut before the end.</summary>
    public RunEnd? End { get; init; }
    /// <summary>Processes, by index.</summary>
    public IReadOnlyList<ProcessInfo> Processes { get; init; } = [];
    /// <summary>Ends of processes, in order of ending; a process that was cut off has none.</summary>
    public IReadOnlyList<ProcessEnd> ProcessEnds { get; init; } = [];
    /// <summary>Threads, by index.</summary>
    public IReadOnlyList<ThreadInfo> Threads { get; init; } = [];
    /// <summary>Functions, by <see cref="FunctionId"/>.</summary>
    public IReadOnlyList<Function> Functions { get; init; } = [];
    /// <summary>Call stacks, by <see cref="StackId"/>; a parent always has a smaller id than its children.</summary>
    public IReadOnlyList<StackNode> Stacks { get; init; } = [];
    /// <summary>Sites, by <see cref="SiteId"/>.</summary>
    public IReadOnlyList<Site> Sites { get; init; } = [];
    /// <summary>Ticks in the order they were written; rising within each process.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];
    /// <summary>Readings of resident memory, rising in time within each process.</summary>
    public IReadOnlyList<MemorySample> Samples { get; init; } = [];
    /// <summary>The last known peak of each process, at most one a process.</summary>
    public IReadOnlyList<Peak> Peaks { get; init; } = [];
    /// <summary>Calls of decorated functions, in order of their end.</summary>
    public IReadOnlyList<FunctionSpan> Spans { get; init; } = [];
    /// <summary>What else is known of processes, at most one entry a process and in their order; empty in captures of older versions.</summary>
    public IReadOnlyList<ProcessDetails> ProcessDetails { get; init; } = [];
    /// <summary>What forked processes gave back of the blocks that they had from their parents, rising in time within each process.</summary>
    public IReadOnlyList<InheritedFrees> InheritedFrees { get; init; } = [];
    /// <summary>Readings of proportional memory, rising in time within each process.</summary>
    public IReadOnlyList<ProportionalSample> ProportionalSamples { get; init; } = [];
    /// <summary>What else is known of threads, at most one entry a thread and in their order.</summary>
    public IReadOnlyList<ThreadDetails> ThreadDetails { get; init; } = [];
    /// <summary>Marks, and spans in order of their end, that the program itself set.</summary>
    public IReadOnlyList<Phase> Phases { get; init; } = [];
    /// <summary>Garbage collections, rising in time within each process; of the main interpreters of Pythons with a global lock.</summary>
    public IReadOnlyList<Collections> Collections { get; init; } = [];
    /// <summary>Lines of decorated functions, by process.</summary>
    public IReadOnlyList<LineFigures> LineFigures { get; init; } = [];
    /// <summary>Modules of decorated functions, by function; a function that was never decorated has none.</summary>
    public IReadOnlyDictionary<FunctionId, string> Modules { get; init; } = new Dictionary<FunctionId, string>();
    /// <summary>How much memory the program was allowed to have; null for no limit, or none known.</summary>
    public MemoryLimit? MemoryLimit { get; init; }
    /// <summary>Set when the kernel killed the program because memory ran out.</summary>
    public OutOfMemoryKill? OutOfMemoryKill { get; init; }
    /// <summary>Source text by file name as in <see cref="Function.File"/>.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();
    /// <summary>How blocks were sampled. Where they were, all counts and bytes of this capture are estimates, multiplied out already.</summary>
    public Sampling Sampling { get; init; } = Sampling.None;
    /// <summary>What the user wanted kept out.</summary>
    public Redactions Redactions { get; init; }
    /// <summary>What recording cost each process that has ended; none in captures of earlier versions.</summary>
    public IReadOnlyList<ProcessCost> ProcessCosts { get; init; } = [];
    /// <summary>What the collector took; null where it was not noted.</summary>
    public CollectorCost? CollectorCost { get; init; }
    /// <summary>Set when the file ends early or is damaged: a sentence that says at which offset and what is missing. Null for a whole file.</summary>
    public string? Damage { get; init; }

    /// <summary>What else is known of a process; null for nothing.</summary>
    public ProcessDetails? DetailsOf(int process) => Find(ProcessDetails, process, static details => details.Process);

    /// <summary>What else is known of a thread; null for nothing.</summary>
    public ThreadDetails? DetailsOfThread(int thread) => Find(ThreadDetails, thread, static details => details.Thread);

    private static T? Find<T>(IReadOnlyList<T> ordered, int key, Func<T, int> keyOf)
        where T : class
    {
        var (from, to) = (0, ordered.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (keyOf(ordered[middle]) < key)
                from = middle + 1;
            else
                to = middle;
        }
        return from < ordered.Count && keyOf(ordered[from]) == key ? ordered[from] : null;
    }
}
