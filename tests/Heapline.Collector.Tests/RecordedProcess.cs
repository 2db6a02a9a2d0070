using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Tests;

/// <summary>
/// The whole way of one process's records, from lanes in memory to a capture that is read again. Threads 10, 11 and 12 have roots 0, 1 and 2; a tick lasts 10 ms.
/// </summary>
internal sealed class RecordedProcess : ILanePace, IDisposable
{
    private const long TickNs = 10_000_000;

    private readonly MemoryStream _stream = new();
    private readonly CaptureWriter _writer;
    private readonly TickClock _clock = new(TickNs);

    public RecordedProcess(uint mainWords = 1024, uint sideSlots = 256, SampleWeights? weights = null)
    {
        Segment = new SegmentInMemory(mainWords, sideSlots) { Full = Drain };
        _writer = CaptureWriter.Create(_stream, new RunInfo("1", ["python"], "/", "exact", DateTimeOffset.UnixEpoch, TickNs));
        _writer.Add(new ProcessInfo(0, 4711, 1, ["python"], "3.8.0", 0));
        Symbols = new CaptureSymbols(_writer);
        Book = new ProcessBook(_writer, Symbols, new ThreadTable(new ThreadNumbers(), _writer, 0, 4711), _clock, 0, 0, weights) { Answers = new Forwarding(this) };
        Reader = new LaneReader(Segment.Lanes, Book, this);
        for (var i = 0u; i < 3; i++)
            Segment.Main(SegmentInMemory.Root(i, 10 + (int)i));
    }

    /// <summary>Where the program's questions are answered; null for nowhere.</summary>
    public IAnswerBoard? Answers { get; init; }

    public SegmentInMemory Segment { get; }
    public CaptureSymbols Symbols { get; }
    public ProcessBook Book { get; }
    public LaneReader Reader { get; }
    public int Batches { get; private set; }

    public void BatchDone() => Batches++;

    public void Drain() => Reader.Drain(isGone: false);

    /// <summary>The collector's clock goes on by a tick; the agent says so before its next event.</summary>
    public void NextTick()
    {
        _clock.Begin((_clock.Current + 1) * TickNs);
        Segment.Main(SegmentInMemory.Tick(_clock.Current));
    }

    /// <summary>The collector's clock goes on, and no record says so.</summary>
    public void NextTickByClock()
    {
        _clock.Begin((_clock.Current + 1) * TickNs);
        Drain();
        Book.AdvanceTo(_clock.Current);
    }

    private sealed class Forwarding(RecordedProcess process) : IAnswerBoard
    {
        public void Answer(ulong question, long liveBytes, long peakBytes, long allocations) =>
            process.Answers?.Answer(question, liveBytes, peakBytes, allocations);
    }

    public CaptureData Finish()
    {
        Reader.Drain(isGone: true);
        Book.Finish((_clock.Current + 1) * TickNs);
        _writer.Finish(new RunEnd(0, 0, 0, ""));
        var data = CaptureReader.Read(new MemoryStream(_stream.ToArray()));
        Assert.Null(data.Damage);
        return data;
    }

    public void Dispose()
    {
        Book.Dispose();
        Symbols.Dispose();
        _writer.Dispose();
        Segment.Dispose();
    }
}
