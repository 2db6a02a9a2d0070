using System.Diagnostics;
using System.Globalization;
using Heapline.Capture;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Running;

/// <summary>
/// One run while it goes on: all its processes, their lanes, the ticks and the readings of resident memory. Everything happens on the draining thread, and in the steady
/// state nothing is allocated.
/// </summary>
internal sealed partial class Recording : ILanePace, IDisposable
{
    private readonly CaptureWriter _writer;
    private readonly Session? _session;
    private readonly TickClock _clock;
    private readonly CaptureSymbols _symbols;
    private readonly ThreadNumbers _threadNumbers = new();
    private readonly List<TrackedProcess> _alive = [];
    private readonly List<string> _damage = [];
    private readonly List<string> _notes = [];
    private readonly long _startNs;
    private readonly long _intervalNs;
    private readonly string _pythonVersion;
    private readonly ProportionalSampler? _proportional;
    private long _nextSampleNs;
    private long _nextFlushNs = FlushNs;
    private long _nextPeakNs = FlushNs;
    private int _tickTold;

    private const long FlushNs = 1_000_000_000;
    private const long CostEveryNs = 50_000_000;

    private long _nextCostNs;
    private double _endedHookNs;
    private long _endedProcessorNs;

    /// <summary>Nanoseconds of processor time that the agent took in the processes that have ended, as estimated.</summary>
    public long CostNs { get; private set; }

    /// <summary>Nanoseconds of processor time that those took in all.</summary>
    public long ProcessorNs => _endedProcessorNs;

    /// <summary>Memory of the agent and its ring in bytes, in the process where it was most.</summary>
    public long OwnBytes { get; private set; }

    /// <param name="writer">Where everything goes.</param>
    /// <param name="session">Where agents come in; null when none shall.</param>
    /// <param name="startNs">Start of the run on CLOCK_MONOTONIC.</param>
    /// <param name="intervalNs">Nanoseconds between two readings of resident memory.</param>
    /// <param name="pythonVersion">Version of the first process where no agent says it; may be empty.</param>
    /// <param name="proportional">Where readings of proportional memory come from; null for none.</param>
    public Recording(CaptureWriter writer, Session? session, long startNs, long intervalNs, string pythonVersion, ProportionalSampler? proportional = null)
    {
        _proportional = proportional;
        _writer = writer;
        _session = session;
        _clock = new TickClock(intervalNs);
        _symbols = new CaptureSymbols(writer);
        _startNs = startNs;
        _intervalNs = intervalNs;
        _pythonVersion = pythonVersion;
    }

    /// <summary>CLOCK_MONOTONIC in nanoseconds, which is what .NET's time stamps are on Linux.</summary>
    public static long MonotonicNs => Stopwatch.GetTimestamp();

    /// <summary>Nanoseconds since the start of the run.</summary>
    public long NowNs => MonotonicNs - _startNs;

    /// <summary>When something is to be done next at the latest, on the same clock.</summary>
    public long NextNs => Math.Min(_nextSampleNs, Math.Min(_nextFlushNs, _session != null ? _clock.NextNs : long.MaxValue));

    /// <summary>Whether an agent has come in.</summary>
    public bool AgentAttached { get; private set; }
    /// <summary>Processes that the capture has.</summary>
    public int Processes { get; private set; }
    /// <summary>The most bytes that an ended process had alive at once.</summary>
    public long PeakHeapBytes { get; private set; }
    /// <summary>The most bytes that an ended process had resident at once.</summary>
    public long PeakResidentBytes { get; private set; }
    /// <summary>Blocks handed out in ended processes.</summary>
    public long Allocations { get; private set; }
    /// <summary>Events of ended processes that were not recorded.</summary>
    public long LostEvents { get; private set; }
    /// <summary>How often a block of an ended process was handed out where one was alive.</summary>
    public long UnseenFrees { get; private set; }
    /// <summary>What went wrong, one sentence each.</summary>
    public IReadOnlyList<string> Damage => _damage;
    /// <summary>What is worth knowing without being wrong, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;
    /// <summary>Whether an agent is still recording.</summary>
    public bool IsRecording => _alive.Exists(static process => process is { IsGone: false, Segment: not null });

    /// <summary>Which of the kernel's figures counts as a process's memory.</summary>
    public MemoryKind Memory { get; init; }
    /// <summary>Whether children that no agent comes into are looked for, too.</summary>
    public bool FollowsChildren { get; init; } = true;
    /// <summary>How blocks are sampled; null where none are.</summary>
    public SampleRates? Rates { get; init; }
    /// <summary>Whether memory that is held when the run is over is left to the end of this process.</summary>
    public bool IsLast { get; init; }
    /// <summary>Gets each reading at once; may be null.</summary>
    public IReadingObserver? Observer { get; init; }

    /// <summary>One round: new processes, their records, the clock. Returns whether a lane is filling quickly.</summary>
    public bool Turn()
    {
        _session?.IsAtWork();
        // Looked at before the segments and lanes are: a process that ends meanwhile may have made its segment only now, or written on, and is read once more.
        foreach (var process in _alive)
            process.MayEnd = process.IsGone;
        AttachNew();
        var busy = false;
        for (var i = _alive.Count - 1; i >= 0; i--)
        {
            var process = _alive[i];
            busy |= Drain(process);
            if (process.MayEnd)
                End(process);
        }
        KeepTime();
        // Only here, between two drains: processes begin and end in this, and whoever is being drained must stay.
        FollowForks();
        if (FollowsChildren && NowNs >= _nextChildrenNs)
            FollowChildren();
        return busy;
    }

    /// <summary>Something has gone wrong that is not found out here.</summary>
    public void Report(string damage) => _damage.Add(damage);

    /// <summary>Whether a lane is half full: then the collector must not go to sleep.</summary>
    public bool IsUrgent()
    {
        foreach (var process in _alive)
        {
            if (process.Reader is { IsHalfFull: true })
                return true;
        }
        return false;
    }

    /// <summary>Reads the resident memory of every process now, and so learns which have ended.</summary>
    public void Sample()
    {
        var nowNs = NowNs;
        foreach (var process in _alive)
        {
            process.Sample(nowNs, _clock.Current);
            // One that has only just been forked may be about to run another program, and be over before it is described.
            if (!process.IsDescribed)
                process.LookAtCommand();
            if (process.IsGone)
                Observer?.Ended(process.Number);
        }
        Observer?.RoundEnded(nowNs);
        TakeProportional();
    }

    /// <summary>Adds what the program itself noted of its decorated functions, where no agent was in it to do so.</summary>
    /// <param name="path">The file that it was to note them in.</param>
    public void AddMarks(string path)
    {
        var marks = MarksFile.Read(path);
        if (marks.Count == 0)
            return;
        if (_alive.Count > 0)
            Describe(_alive[0]);
        var thread = _threadNumbers.Next();
        _writer.Add(new ThreadInfo(thread, 0, 0, ""));
        foreach (var mark in marks)
        {
            _symbols.TellModule(mark.Function, mark.Module);
            _writer.Add(new FunctionSpan(
                thread, _symbols.IdOf(mark.Function), Math.Max(mark.StartNs - _startNs, 0), Math.Max(mark.EndNs - _startNs, 0), mark.StartBytes, mark.EndBytes, mark.Level));
        }
    }

    /// <inheritdoc/>
    public void BatchDone()
    {
        _session?.IsAtWork();
        if (NowNs >= NextNs)
            KeepTime();
    }

    /// <summary>The run is over: reads what is left in every lane and writes what is left to write.</summary>
    /// <param name="isOver">Whether the program has ended, too; else only the recording has.</param>
    public void Finish(bool isOver = true)
    {
        AttachNew();
        KeepPrologue();
        // A process that ends may turn out to have forked: then there is one more.
        for (; _alive.Count > 0; AttachNew())
        {
            var process = _alive[^1];
            process.Sample(NowNs, _clock.Current);
            Drain(process);
            if (isOver && !process.IsGone && process.Segment != null)
                _notes.Add($"process {process.Pid} outlived the program; what it did after that was not recorded");
            End(process, letsGo: !(isOver && IsLast));
        }
    }

    public void Dispose()
    {
        _alive.ForEach(process => process.Dispose());
        _symbols.Dispose();
    }

    /// <summary>Reads what is in the process's lanes. True when the next round should come soon.</summary>
    private bool Drain(TrackedProcess process)
    {
        if (process.Reader is not { } reader)
            return false;
        // Taken before the lanes are looked at: whatever is written after that belongs to this tick or a later one.
        var tick = _clock.Current;
        try
        {
            var words = reader.Drain(process.IsGone);
            if (!reader.IsHeldUp)
                process.Book!.AdvanceTo(tick);
            return reader.IsHeldUp || words > process.Segment!.Lanes.MainWords / 2;
        }
        catch (Exception e) when (e is ArgumentException or InsufficientMemoryException)
        {
            // Records that contradict each other: the process has written over them.
            reader.GiveUp(Senseless(process, e));
            return false;
        }
    }

    private void End(TrackedProcess process, bool letsGo = true)
    {
        FollowForks(process);
        TakeProportional();
        if (IsPrologue(process))
        {
            SetAside(process);
            return;
        }
        Describe(process);
        _alive.Remove(process);
        var nowNs = NowNs;
        process.TakeNotedPeak(_startNs, nowNs, _clock.Current);
        process.FinishCurve();
        PeakResidentBytes = Math.Max(PeakResidentBytes, process.PeakResidentBytes);
        var lost = 0L;
        WriteDetails(process);
        if (process.Segment is { } segment)
        {
            FinishBook(process, nowNs);
            lost = Figure(segment.Header.LostEvents) + Figure(process.Reader!.DiscardedWords / 2);
            PeakHeapBytes = Math.Max(PeakHeapBytes, process.Book!.PeakBytes);
            Allocations += process.Book.Allocations;
            LostEvents += lost;
            UnseenFrees += process.Book.Blocks.UnseenFrees;
            if (process.Reader.Damage is { } damage)
                _damage.Add(damage);
            if (segment.Header.GivenUpNs is > 0 and var givenUpNs)
                _damage.Add(GivenUp(process, givenUpNs));
            var cost = process.Cost.Of(process.Index, segment, process.Book.EstimatedEvents, Rates is not null);
            _endedHookNs += cost.HookNs;
            _endedProcessorNs += cost.ProcessorNs;
            CostNs += cost.HookNs - cost.WaitNs;
            OwnBytes = Math.Max(OwnBytes, cost.AgentBytes + cost.RingBytes);
            _writer.Add(cost);
            process.Reader.LetGo();
            _session!.Remove(segment.Path);
        }
        _writer.Add(new ProcessEnd(
            process.Index, nowNs, lost, Figure(process.Segment?.Header.RingWaits ?? 0), Figure(process.Segment?.Header.AgentBytes ?? 0)));
        if (letsGo)
            process.Dispose();
        TellSampler();
        // The first process is over, and Python never took its place: nothing was a prologue.
        if (process.Number == 0)
            KeepPrologue();
    }

    private static void FinishBook(TrackedProcess process, long nowNs)
    {
        try
        {
            process.Book!.Finish(nowNs);
        }
        catch (ArgumentException e)
        {
            process.Reader!.GiveUp(Senseless(process, e));
        }
    }

    private static string Senseless(TrackedProcess process, Exception reason) =>
        $"the records of process {process.Pid} make no sense ({reason.Message}); nothing is known of it from there on";

    private string GivenUp(TrackedProcess process, ulong atNs) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {process.Pid} went on unrecorded after {Math.Clamp((double)atNs - _startNs, 0, NowNs) / 1e9:0.0} s: mprof was stopped");

    // A process that writes over its header must not bring figures below zero.
    private static long Figure(ulong figure) => (long)Math.Min(figure, 1UL << 48);

    private void KeepTime()
    {
        var nowNs = NowNs;
        var isReadingDue = nowNs >= _nextSampleNs;
        // A tick that is nearly over ends with the reading, so that both take one waking up and not two.
        if (nowNs >= _clock.NextNs - (isReadingDue ? _intervalNs / 4 : 0))
            _clock.Begin(nowNs);
        if (_clock.Current != _tickTold)
            _session?.SetTick(_tickTold = _clock.Current);
        if (isReadingDue)
        {
            Sample();
            KeepCosts(nowNs);
            // Readings that were missed are not made up for.
            _nextSampleNs = Math.Max(_nextSampleNs + _intervalNs, nowNs);
        }
        if (nowNs >= _nextFlushNs)
            Flush(nowNs);
    }

    private void KeepCosts(long nowNs)
    {
        if (nowNs < _nextCostNs)
            return;
        _nextCostNs = nowNs + CostEveryNs;
        var (hookNs, processorNs) = (_endedHookNs, _endedProcessorNs);
        foreach (var process in _alive)
        {
            if (process.Segment is not { } segment)
                continue;
            processorNs += process.Cost.ReadProcessorNs();
            hookNs += CostEstimate.RecordingNs(segment.Header);
        }
        if (Rates is { HasBudget: true })
            Rates.Keep(nowNs, hookNs, processorNs);
    }

    private void Flush(long nowNs)
    {
        if (nowNs > LongestPrologueNs)
            KeepPrologue();
        foreach (var process in _alive)
        {
            if (!process.IsDescribed && nowNs - process.StartNs > FlushNs && !IsPrologue(process))
                Describe(process);
            if (process.IsDescribed)
                WriteDetails(process);
            process.Book?.WriteThreads();
        }
        if (nowNs >= _nextPeakNs)
        {
            foreach (var process in _alive)
            {
                process.Book?.WritePeak();
                process.Book?.WriteLines();
            }
            // A peak is as large as the call stacks are many, and lines of functions are written again whenever they run, so both are written ever more rarely.
            _nextPeakNs = nowNs + Math.Max(FlushNs, nowNs / 20);
        }
        _writer.Flush();
        _nextFlushNs = nowNs + FlushNs;
    }
}
