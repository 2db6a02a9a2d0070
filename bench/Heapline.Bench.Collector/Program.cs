using Heapline.Bench.Collector;
using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;
using Heapline.Collector.Tests;

// How much processor time the collector takes for an event: lanes are filled (not timed), then drained (timed), ticks and the capture's writing included.
Console.WriteLine($"{"program",-42} {"ns/event",9} {"M events/s",11} {"map B/block",12} {"capture KiB",12}");
foreach (var mix in Mix.All())
{
    if (args.Length > 0 && !mix.Name.Contains(args[0], StringComparison.Ordinal))
        continue;
    using var segment = new SegmentInMemory(Session.DefaultMainLaneWords, Session.DefaultSideLaneSlots);
    segment.Main(SegmentInMemory.Root(0, 1));
    segment.Main(SegmentInMemory.Code(1, 1, "a.py", "f"));
    for (var node = 0u; node < 200; node++)
        segment.Main(SegmentInMemory.Node(3 + node, 0, 1, 1));

    using var stream = new MemoryStream();
    using var capture = CaptureWriter.Create(stream, new RunInfo("", [], "", "exact", DateTimeOffset.UnixEpoch, 1));
    capture.Add(new ProcessInfo(0, 1, 0, [], "", 0));
    var clock = new TickClock(10_000_000);
    using var symbols = new CaptureSymbols(capture);
    using var book = new ProcessBook(
        capture, symbols, new ThreadTable(new ThreadNumbers(), capture, 0, 1), clock, 0, 0);
    var reader = new LaneReader(segment.Lanes, book, new NoPace());
    reader.Drain(isGone: false);

    var writer = new Mix.Writer(segment);
    var spent = TimeSpan.Zero;
    var mostMap = 0L;
    for (long i = 0; i < mix.Events;)
    {
        while (i < mix.Events && writer.HasRoom)
            mix.Write(i++, writer);
        writer.Publish();
        var started = Environment.CpuUsage.TotalTime;
        reader.Drain(isGone: false);
        clock.Begin(clock.StartOf(clock.Current) + 10_000_000);
        book.AdvanceTo(clock.Current);
        spent += Environment.CpuUsage.TotalTime - started;
        mostMap = Math.Max(mostMap, book.Blocks.LiveMapBytes);
    }
    if (reader.Damage != null)
        throw new InvalidOperationException(reader.Damage);
    book.Finish(clock.StartOf(clock.Current));
    capture.Flush();
    var blocks = book.PeakBytes / 56;
    Console.WriteLine(
        $"{mix.Name,-42} {spent.TotalNanoseconds / mix.Events,9:F1} {mix.Events / spent.TotalMicroseconds,11:F1} {(double)mostMap / blocks,12:F1} {stream.Length / 1024,12:N0}");
}

internal sealed class NoPace : ILanePace
{
    public void BatchDone()
    {
    }
}
