using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;

namespace Heapline.Collector.Running;

/// <summary>A process that is recorded: its readings of resident memory and, once its agent has come in, its lanes. Draining thread only.</summary>
internal sealed class TrackedProcess(int pid, int parentPid, long startNs, ResidentCurve curve, MemoryKind memory = MemoryKind.Resident) : IDisposable
{
    // The kernel sums resident pages up per processor and lets the sums lag by some tens of pages.
    private const long HighWaterNoise = 256 << 10;
    // A pebibyte. What a process says of itself is not believed above.
    private const ulong MostBytes = 1UL << 50;

    private readonly ResidentMemory _memory = new(pid, memory);
    private ProcessWatch? _watch; // most processes of a busy tree are over before they are asked
    private int _readings;
    private ulong _fingerprint;
    private long _lastReadNs = long.MinValue;

    /// <summary>Process id.</summary>
    public int Pid => pid;
    /// <summary>Number of the process in the order in which they were first seen: 0 is the program.</summary>
    public int Number { get; init; }
    /// <summary>Process id of its parent.</summary>
    public int ParentPid => parentPid;
    /// <summary>When it began or was first seen, nanoseconds since the start of the run.</summary>
    public long StartNs => startNs;
    /// <summary>Its parent, where that is recorded, too.</summary>
    public TrackedProcess? Parent { get; set; }
    /// <summary>What tells the program it runs from the one it ran before, if it puts another in its place.</summary>
    public ProgramImage Image { get; set; }
    /// <summary>Its command line, as last seen.</summary>
    public IReadOnlyList<string> Command { get; private set; } = ProcessNames.CommandOf(pid);
    /// <summary>Readings of its proportional memory that are not written yet: when, in nanoseconds since the start of the run, and how many bytes.</summary>
    public List<(long TimeNs, long Bytes)> Proportional { get; } = [];
    /// <summary>Whether the last of those readings that was added, written or not, was of any memory.</summary>
    public bool HasProportional { get; private set; }
    /// <summary>Index in the capture; -1 until it is described there.</summary>
    public int Index { get; private set; } = -1;
    /// <summary>Whether the capture describes it already.</summary>
    public bool IsDescribed => Index >= 0;
    /// <summary>Python's version; empty when it is not Python, or not known.</summary>
    public string PythonVersion { get; private set; } = "";
    /// <summary>What the capture says of it besides.</summary>
    public ProcessDetails? Details { get; set; }
    /// <summary>The fork of its parent's that made it; null when none did that was noted.</summary>
    public (Estate Estate, Heir Heir)? Fork { get; set; }
    /// <summary>Its segment; null while no agent has come in.</summary>
    public Segment? Segment { get; private set; }
    /// <summary>What is known of its heap; null while no agent has come in.</summary>
    public ProcessBook? Book { get; private set; }
    /// <summary>Reads its lanes; null while no agent has come in.</summary>
    public LaneReader? Reader { get; private set; }
    /// <summary>Whether the process has ended.</summary>
    public bool IsGone { get; private set; }
    /// <summary>Whether it had ended before segments and lanes were last looked at: nothing of it can come any more.</summary>
    public bool MayEnd { get; set; }
    /// <summary>The most resident bytes read, without the agent's.</summary>
    public long PeakResidentBytes => curve.PeakBytes;

    /// <summary>What recording costs it.</summary>
    public CostEstimate Cost { get; } = new(pid);

    /// <summary>The capture describes it now.</summary>
    public void SetDescribed(int index, string pythonVersion)
    {
        Index = index;
        PythonVersion = pythonVersion;
        curve.Open(index);
    }

    /// <summary>Its agent has come in.</summary>
    public void Attach(Segment segment, ProcessBook book, LaneReader reader)
    {
        Segment = segment;
        Book = book;
        Reader = reader;
    }

    /// <summary>Reads its resident memory, and every tenth time the kernel's own high-water mark: what rose and fell between two readings shows there.</summary>
    public void Sample(long timeNs, int tick)
    {
        if (IsGone)
            return;
        if (_memory.Read() is not { } bytes)
        {
            IsGone = true;
            return;
        }
        _lastReadNs = timeNs;
        var agentBytes = Segment?.AgentResidentBytes ?? 0;
        if (_readings++ % 10 == 0)
        {
            var highest = _memory.ReadHighWater() - agentBytes;
            if (highest > Math.Max(curve.PeakBytes, bytes - agentBytes) + HighWaterNoise)
                curve.Add(timeNs, highest, tick);
        }
        curve.Add(timeNs, Math.Max(bytes - agentBytes, 0), tick);
    }

    /// <summary>Adds a reading of its proportional memory, bytes of the agent included.</summary>
    public void AddProportional(long timeNs, long bytes)
    {
        // The agent's lanes are shared with this process: half of each page counts there. Its own memory counts in full.
        Proportional.Add((timeNs, Math.Max(bytes - (Segment?.AgentProportionalBytes ?? 0), 0)));
        HasProportional = bytes > 0;
    }

    /// <summary>It is over: takes what it noted itself of its resident memory, where that is more than was read. Most forks are over before they are looked at a second time, many before the first.</summary>
    /// <param name="runStartNs">Start of the run on CLOCK_MONOTONIC.</param>
    /// <param name="nowNs">Now, in nanoseconds since then.</param>
    /// <param name="tick">The tick.</param>
    public void TakeNotedPeak(long runStartNs, long nowNs, int tick)
    {
        if (memory != MemoryKind.Resident || Segment is not { Header.PeakResidentBytes: > 0 and < MostBytes } segment)
            return;
        var highest = (long)segment.Header.PeakResidentBytes - segment.AgentResidentBytes;
        if (highest > curve.PeakBytes + (_readings > 0 ? HighWaterNoise : 0))
            curve.Add(Math.Max(Math.Min((long)segment.Header.PeakNotedNs - runStartNs, nowNs), Math.Max(_lastReadNs, startNs)), highest, tick);
    }

    /// <summary>Whether it runs the same program with the same threads and children as when this was last asked.</summary>
    public bool IsAsItWas()
    {
        var before = _fingerprint;
        _fingerprint = (_watch ??= new ProcessWatch(pid)).Fingerprint();
        return _fingerprint == before && before != ProcessWatch.Unknown;
    }

    /// <summary>Takes its command line as it is now. Of a process that is gone, another program that took its place included, the last one stays.</summary>
    public void LookAtCommand()
    {
        if (!IsGone && ProcessNames.CommandOf(pid) is { Length: > 0 } now)
            Command = now;
    }

    /// <summary>A fork that was over before its command line could be read had its parent's.</summary>
    public void TakeParentsCommand()
    {
        if (Command.Count == 0 && Parent is { } parent)
            Command = parent.Command;
    }

    /// <summary>The process is gone, whatever /proc says: another image runs under its id.</summary>
    public void SetGone() => IsGone = true;

    /// <summary>Writes what is held back of its curve.</summary>
    public void FinishCurve() => curve.Finish();

    /// <summary>
    /// Lets go of everything; of its heap only when no fork of it lives that may yet give back what it had from here.
    /// </summary>
    public void Dispose()
    {
        _memory.Dispose();
        _watch?.Dispose();
        Cost.Dispose();
        Segment?.Dispose();
        if (Book is not { } book)
        {
            Fork?.Estate.LetGo(Fork.Value.Heir);
            return;
        }
        if (book.Estate.HasHeirs)
            book.Estate.Emptied = () => Close(book);
        else
            Close(book);
    }

    private static void Close(ProcessBook book)
    {
        var inherited = book.Estate.Inherited;
        book.Dispose();
        inherited?.Dispose();
    }
}
