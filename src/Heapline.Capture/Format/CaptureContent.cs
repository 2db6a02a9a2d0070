using Heapline.Capture.Records;

namespace Heapline.Capture.Format;

/// <summary>Turns blocks, in their order, into the lists of a <see cref="CaptureData"/>.</summary>
internal sealed class CaptureContent
{
    private readonly KnownIds _known = new();
    private readonly Footprint _footprint = new();
    private readonly Bounds _bounds = new(text => new InvalidBlockException(text));
    private readonly List<ProcessInfo> _processes = [];
    private readonly List<ProcessEnd> _processEnds = [];
    private readonly List<ThreadInfo> _threads = [];
    private readonly List<Function> _functions = [];
    private readonly List<StackNode> _stacks = [];
    private readonly List<Site> _sites = [];
    private readonly List<Tick> _ticks = [];
    private readonly List<MemorySample> _samples = [];
    private readonly List<FunctionSpan> _spans = [];
    private readonly SortedDictionary<int, Peak> _peaks = [];
    private readonly TreeContent _tree;
    private readonly List<Phase> _phases = [];
    private readonly Dictionary<FunctionId, string> _modules = [];
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly SamplingRecords _sampling;
    private readonly List<Collections> _collections = [];
    private readonly LineFigureBook _lines = new();
    private Redactions _redactions;
    private readonly CostRecords _costs;
    private MemoryLimit? _limit;
    private OutOfMemoryKill? _kill;
    private TickRecord? _openTick;
    private PeakRecord? _openPeak;
    private SourceRecord? _openSource;

    public CaptureContent() => (_tree, _sampling, _costs) = (new TreeContent(_bounds), new SamplingRecords(_bounds), new CostRecords(_bounds));

    public RunInfo? Run { get; private set; }

    public RunEnd? End { get; private set; }

    /// <summary>Adds a block.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="raw">Its records.</param>
    /// <param name="endOffset">Offset of its end in the file.</param>
    public void Add(BlockKind kind, ReadOnlySpan<byte> raw, long endOffset)
    {
        _footprint.UpTo(endOffset);
        if (Run is null != (kind == BlockKind.Run))
            throw new InvalidBlockException(Run is null ? $"expected a block of kind 1 first, found kind {(int)kind}" : "expected one description of the run, found a second");
        var reader = new RecordReader(raw);
        var block = new DefinitionRecords();
        var spans = new SampleRecords();
        var collections = new CollectionRecords();
        var weightedSite = 0;
        var functions = kind == BlockKind.Functions ? new FunctionRecords() : null;
        while (!reader.AtEnd)
        {
            switch (kind)
            {
                case BlockKind.Run:
                    var run = RunRecords.ReadRun(ref reader);
                    _bounds.Time(run.IntervalNs);
                    Run = run;
                    break;
                case BlockKind.Processes:
                    var process = ProcessRecords.ReadProcess(ref reader, _processes.Count);
                    _bounds.Time(process.StartNs);
                    _processes.Add(process);
                    _known.AddProcess();
                    break;
                case BlockKind.Threads:
                    _threads.Add(ProcessRecords.ReadThread(ref reader, _threads.Count, _known));
                    _known.Threads = _threads.Count;
                    break;
                case BlockKind.Functions:
                    _functions.Add(functions!.Read(ref reader));
                    _known.Functions = _functions.Count;
                    break;
                case BlockKind.Stacks:
                    _stacks.Add(block.ReadStack(ref reader, _stacks.Count, _known));
                    _known.Stacks = _stacks.Count;
                    break;
                case BlockKind.Sites:
                    _sites.Add(block.ReadSite(ref reader, _known));
                    _known.Sites = _sites.Count;
                    break;
                case BlockKind.Sources:
                    AddSource(ref reader);
                    break;
                case BlockKind.Ticks:
                    AddTick(ref reader);
                    break;
                case BlockKind.Samples:
                    var sample = SampleRecords.ReadSample(ref reader, _known);
                    _bounds.Time(sample.TimeNs);
                    _bounds.Memory(sample.Process, sample.ResidentBytes);
                    _samples.Add(sample);
                    break;
                case BlockKind.Peaks:
                    AddPeak(ref reader);
                    break;
                case BlockKind.Spans:
                    var span = spans.ReadSpan(ref reader, _known);
                    _bounds.Check(span);
                    _spans.Add(span);
                    break;
                case BlockKind.ProcessEnds:
                    var processEnd = ProcessRecords.ReadEnd(ref reader, _known);
                    _bounds.Check(processEnd);
                    _processEnds.Add(processEnd);
                    break;
                case BlockKind.Cost:
                    _costs.Read(ref reader, _known);
                    break;
                case BlockKind.Sampling:
                    _sampling.Read(ref reader, ref weightedSite, _known);
                    break;
                case BlockKind.Tree or BlockKind.ProcessDetails or BlockKind.ThreadDetails:
                    _footprint.Add(_tree.Add(kind, ref reader, _known) * (long)Footprint.Live);
                    break;
                case BlockKind.Phases:
                    var phase = PhaseRecords.Read(ref reader, _known);
                    _bounds.Check(phase);
                    _phases.Add(phase);
                    break;
                case BlockKind.Collections:
                    _collections.Add(collections.Read(ref reader, _known, _bounds));
                    break;
                case BlockKind.Lines:
                    _footprint.Add(LineFigureRecords.Read(ref reader, _known, _bounds, _lines) * (long)Footprint.Line);
                    break;
                case BlockKind.Modules:
                    var module = ModuleRecords.Read(ref reader, _known);
                    _modules[module.Function] = module.Module;
                    break;
                case BlockKind.Redactions:
                    _redactions = (Redactions)(reader.Varint() & (ulong)(Redactions.Sources | Redactions.Paths));
                    break;
                case BlockKind.Limits:
                    LimitRecords.Read(ref reader, _bounds, ref _limit, ref _kill);
                    break;
                case BlockKind.End:
                    var end = RunRecords.ReadEnd(ref reader);
                    _bounds.Time(end.DurationNs);
                    End = end;
                    break;
                default:
                    return;
            }

            _footprint.Add(Footprint.Of(kind));
            if (kind is BlockKind.Run or BlockKind.End && !reader.AtEnd)
                throw new InvalidBlockException($"expected one record, found {reader.Remaining} bytes after it");
        }
    }

    public CaptureData ToData(string? damage) => new()
    {
        Run = Run!,
        End = End,
        Processes = _processes,
        ProcessEnds = _processEnds,
        Threads = _threads,
        Functions = _functions,
        Stacks = _stacks,
        Sites = _sites,
        Ticks = _ticks,
        Samples = _samples,
        Peaks = [.. _peaks.Values],
        Spans = _spans,
        Collections = _collections,
        LineFigures = _lines.ToList(),
        Modules = _modules,
        Sources = _sources,
        Sampling = _sampling.Sampling,
        ProcessCosts = _costs.Processes,
        CollectorCost = _costs.Collector,
        ProcessDetails = _tree.Processes,
        InheritedFrees = _tree.Frees,
        ProportionalSamples = _tree.Proportional,
        ThreadDetails = _tree.Threads,
        Redactions = _redactions,
        Phases = _phases,
        MemoryLimit = _limit,
        OutOfMemoryKill = _kill,
        Damage = damage,
    };

    private void AddTick(ref RecordReader reader)
    {
        if (InRuns.Read<TickRecord, Tick>(ref reader, _known, ref _openTick) is not { } tick)
            return;
        Check(tick);
        _footprint.Add(tick.Changes.Count * (long)Footprint.Change + tick.LaterFrees.Count * (long)Footprint.LaterFree);
        _ticks.Add(tick);
    }

    private void AddPeak(ref RecordReader reader)
    {
        if (InRuns.Read<PeakRecord, Peak>(ref reader, _known, ref _openPeak) is not { } peak)
            return;
        _bounds.Time(peak.TimeNs);
        _bounds.Memory(peak.Process, peak.HeapBytes);
        _bounds.Check((LiveBlocks[])peak.Blocks);
        _footprint.Add(peak.Blocks.Count * (long)Footprint.Live);
        _peaks[peak.Process] = peak;
    }

    private void Check(Tick tick)
    {
        _bounds.Head(tick.Process, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes);
        foreach (ref readonly var change in ((SiteChange[])tick.Changes).AsSpan())
            _bounds.Check(change);
        foreach (ref readonly var free in ((LaterFree[])tick.LaterFrees).AsSpan())
            _bounds.Check(free);
    }

    private void AddSource(ref RecordReader reader)
    {
        if (InRuns.Read<SourceRecord, SourceText>(ref reader, _known, ref _openSource) is not { } source)
            return;
        _footprint.Add(source.Text.Length * (long)Footprint.SourceCharacter + source.Text.AsSpan().Count('\n') * (long)Footprint.SourceLine);
        _sources[source.File] = source.Text;
    }
}
