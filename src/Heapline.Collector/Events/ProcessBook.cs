using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;
using Heapline.Protocol;

namespace Heapline.Collector.Events;

/// <summary>
/// Everything known of one profiled process: takes its records in their order, one at a time, and writes its ticks and its peak. Draining thread only.
/// </summary>
internal sealed unsafe partial class ProcessBook : IDisposable
{
    private const int WordsWorthwhile = 12;
    private const int RecordsWithout = 32;
    private const ushort PlainFree = (ushort)RecordKind.Free;
    private const ushort PlainReallocateBegin = (ushort)RecordKind.ReallocateBegin;

    private readonly CaptureWriter _writer;
    private readonly TickClock _clock;
    private readonly int _process;
    private readonly long _runStartNs;
    private readonly SampleWeights? _weights;
    private readonly HeapAccount _account = new();
    private readonly BlockEvents _blocks;
    private readonly NodeTable _nodes;
    private readonly FunctionMarks _marks;
    private readonly ThreadTable _threads;
    private readonly Phases _phases;
    private readonly LineCounts _lines;
    private readonly Collecting _collecting;
    private bool _isOver;
    private long _arenaBytesWritten;
    private long _peakWritten;

    /// <param name="writer">Where the process is written to; its <see cref="ProcessInfo"/> is there already.</param>
    /// <param name="symbols">Functions and stacks of all processes.</param>
    /// <param name="threads">The process's threads.</param>
    /// <param name="clock">The run's ticks.</param>
    /// <param name="process">The process's index.</param>
    /// <param name="runStartNs">Start of the run on CLOCK_MONOTONIC, in nanoseconds.</param>
    /// <param name="weights">What sampled blocks stand for; null where none are sampled.</param>
    public ProcessBook(
        CaptureWriter writer, CaptureSymbols symbols, ThreadTable threads, TickClock clock, int process, long runStartNs, SampleWeights? weights = null)
    {
        _writer = writer;
        _clock = clock;
        _process = process;
        _runStartNs = runStartNs;
        _weights = weights;
        _blocks = new BlockEvents(_account);
        _nodes = new NodeTable(threads, symbols, writer, _account);
        _marks = new FunctionMarks(writer, symbols);
        _threads = threads;
        _phases = new Phases(writer, _account);
        _lines = new LineCounts(writer, symbols, process);
        _collecting = new Collecting(writer, process, runStartNs);
    }

    /// <summary>Where the program's questions are answered.</summary>
    public IAnswerBoard? Answers { get; init; }

    /// <summary>Bytes alive now.</summary>
    public long HeapBytes => _account.HeapBytes;

    /// <summary>The most bytes that were alive at once.</summary>
    public long PeakBytes => _account.PeakBytes;

    /// <summary>Blocks handed out in the ticks that are written.</summary>
    public long Allocations => _account.Allocations;

    /// <summary>Bytes of the collector's own memory that its call stacks and sites take, but for what all processes share.</summary>
    public long CallStackBytes => _nodes.Bytes + _account.Sites.Bytes;

    /// <summary>Blocks handed out and given back so far, in the ticks that are written; while sampling an estimate of all there were.</summary>
    public long EstimatedEvents => 2 * _account.Allocations - _account.LiveBlocks;

    /// <summary>What its events did to its blocks.</summary>
    public BlockEvents Blocks => _blocks;

    /// <summary>The program's own name for the process; empty when it gave none.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the process leaves to its forks, and has from its parent.</summary>
    public Estate Estate => _blocks.Estate;

    /// <summary>Writes what is new of its threads.</summary>
    public void WriteThreads() => _threads.WriteDetails();

    /// <summary>Takes a record, whose memory ends at <paramref name="end"/> at the latest. False when it makes no sense: whoever wrote it writes over its own memory.</summary>
    public bool Handle(ulong* record, ulong* end) => _isOver ? HandleAfterEnd(record, end) : HandleAny(record, end);

    /// <summary>
    /// Takes the plain records from <paramref name="record"/> on, up to the first one that is anything else than a block of the heap that is handed out or given back.
    /// Returns where that one stands, which is <see cref="Handle"/>'s; <paramref name="end"/> where all were plain.
    /// </summary>
    public ulong* HandlePlain(ulong* record, ulong* end)
    {
        if (_isOver)
            return record;
        var blocks = _blocks;
        var nodes = _nodes;
        Unsafe.SkipInit(out PlainEvents plain);
        for (var rest = 0; record < end; rest--)
        {
            if (rest <= 0)
            {
                var first = record;
                plain.Take(blocks, nodes, _account);
                record = PlainEvents.Run(&plain, record, end);
                plain.GiveBack(nodes, _account);
                if (record == end)
                    break;
                // Where the short way hardly gets on, the way to it costs more than it spares.
                rest = record - first < WordsWorthwhile ? RecordsWithout : 1;
            }
            var head = *record;
            if ((ushort)head == PlainFree)
            {
                blocks.Free(Record.Value(head));
                record++;
            }
            else if (Record.IsHere(head) && BlockEvents.IsPlain(Record.HereFunction(head)))
            {
                blocks.Allocate(Record.HereAddress(head), nodes.SiteOf(nodes.Current, Record.HereFunction(head)), Record.HereSize(head));
                record++;
            }
            else if (Record.Kind(head) == RecordKind.Here)
            {
                nodes.Current = (uint)Math.Min(Record.Value(head), uint.MaxValue);
                record++;
            }
            else if ((ushort)head == PlainReallocateBegin && record + 3 <= end && TryReallocate(Record.Value(head), record + 1))
            {
                record += 3;
            }
            else
            {
                break;
            }
        }
        return record;
    }

    /// <summary>A realloc whose end stands right behind its begin.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReallocate(ulong old, ulong* record)
    {
        var (head, bytes) = (record[0], record[1] & Record.ReallocateHereBytes - 1);
        return Record.Kind(head) == RecordKind.ReallocateEndHere && BlockEvents.IsPlain(Record.Function(head)) && record[1] >> 16 == old && Record.Value(head) is not 0 and var address
            && _blocks.TryReallocate(old, address, _nodes.SiteOf(_nodes.Current, Record.Function(head)), bytes);
    }

    /// <summary>Whether the live map has outgrown the processor's nearer caches, so that fetching ahead pays.</summary>
    public bool IsLarge => _blocks.LiveMapBytes > 512 << 10;

    /// <summary>Fetches ahead what a record will need; see <c>LiveMap.Prefetch</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong head) => _blocks.Prefetch(Record.Value(head));

    /// <summary>Second half of fetching ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong head) => _blocks.PrefetchSlot(Record.Value(head));

    /// <summary>The present tick is over when the clock says so: everything that was recorded until then has been handled.</summary>
    public void AdvanceTo(int tick)
    {
        if (tick > _account.Tick)
            EndTick(tick);
    }

    /// <summary>Writes the peak, if it is another than the one written last.</summary>
    public void WritePeak()
    {
        if (_account.PeakBytes == _peakWritten)
            return;
        _peakWritten = _account.PeakBytes;
        _writer.Add(new Peak(_process, _clock.StartOf(_account.PeakTick), _account.PeakBytes, _account.AliveAtPeak()));
    }

    /// <summary>Writes what is new of the lines of decorated functions.</summary>
    public void WriteLines() => _lines.Write();

    /// <summary>The process has ended: writes what is left of it, all but its <see cref="ProcessEnd"/>.</summary>
    public void Finish(long nowNs)
    {
        WriteTick(_account.Tick, nowNs);
        WritePeak();
        _lines.Write();
        _threads.WriteDetails(readNames: false);
        _marks.LeaveAll(nowNs);
        _phases.EndAll(nowNs);
    }

    public void Dispose()
    {
        _account.Dispose();
        _blocks.Dispose();
        _nodes.Dispose();
    }

    private void EndTick(int next) => WriteTick(next, _clock.EndOf(_account.Tick, 0));

    private void WriteTick(int next, long endNs)
    {
        _phases.Note();
        var number = _account.Tick;
        var arenasChanged = _blocks.ArenaBytes != _arenaBytesWritten;
        var highBytes = _account.HighBytes;
        var changed = _account.HasChanges;
        if (_blocks.Estate.Inherited?.TakeFreed() is { Count: > 0 } freed)
            _writer.Add(new InheritedFrees(_process, number, freed));
        _account.EndTick(next, out var changes, out var laterFrees);
        if (!changed && !arenasChanged)
            return;
        _arenaBytesWritten = _blocks.ArenaBytes;
        var startNs = _clock.StartOf(number);
        _writer.AddTick(
            _process, number, startNs, Math.Max(endNs, startNs), _account.HeapBytes, highBytes, _blocks.ArenaBytes, changes, laterFrees);
    }
}
