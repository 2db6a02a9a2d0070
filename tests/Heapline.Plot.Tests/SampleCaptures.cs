using Heapline.Capture;

namespace Heapline.Plot.Tests;

/// <summary>Captures built by hand, each after one kind of run.</summary>
internal static class SampleCaptures
{
    private const long Millisecond = 1_000_000;
    private const long Mebibyte = 1 << 20;

    public static CaptureData Empty => new() { Run = Run("python", "nothing.py"), End = new RunEnd(4 * Millisecond, 0, 0, "") };

    /// <summary>The same in a control group that it comes near the limit of.</summary>
    public static CaptureData Limited => Pipeline with { MemoryLimit = new MemoryLimit(96 * Mebibyte), OutOfMemoryKill = new OutOfMemoryKill(2400 * Millisecond, 96 * Mebibyte) };

    /// <summary>A script that loads, transforms twice and saves: 2.4 s, one spike of a single event.</summary>
    public static CaptureData Pipeline
    {
        get
        {
            long Heap(int at) => at switch
            {
                < 200 => 2 * Mebibyte,
                < 900 => 2 * Mebibyte + (at - 200) * Mebibyte / 20,
                < 1500 => 37 * Mebibyte + (at - 900) * Mebibyte / 40,
                < 1600 => 20 * Mebibyte,
                < 2100 => 20 * Mebibyte + (at - 1600) * Mebibyte / 25,
                _ => 6 * Mebibyte,
            };
            long Resident(int at) => 11 * Mebibyte + Enumerable.Range(0, at / 10 + 1).Max(before => Heap(before * 10) - (at - before * 10) * Mebibyte / 60);
            return new CaptureData
            {
                Run = Run("python3", "pipeline.py", "--input", "data/2024 figures.csv"),
                End = new RunEnd(2400 * Millisecond, 0, 0, ""),
                Processes = [new ProcessInfo(0, 4242, 1, ["python3", "pipeline.py"], "3.12.1", 0)],
                Threads = [new ThreadInfo(0, 0, 4242, "python3")],
                Functions =
                [
                    new Function("main", "/src/pipeline.py", 40), new Function("load", "/src/pipeline.py", 3),
                    new Function("Table.transform", "/src/tables.py", 12), new Function("save", "/src/pipeline.py", 30),
                ],
                Samples = [.. Enumerable.Range(0, 240).Select(n => new MemorySample(0, n * 10 * Millisecond, Resident(n * 10)))],
                Ticks = [.. Enumerable.Range(0, 240).Select(n => Tick(0, n, n * 10, 10, Heap(n * 10), n == 130 ? 62 * Mebibyte : Heap(n * 10)))],
                Peaks = [new Peak(0, 1303 * Millisecond, 62 * Mebibyte, [])],
                Spans =
                [
                    Span(1, 200, 900, 13, 48, 1), Span(2, 900, 1500, 48, 63, 1), Span(2, 1600, 2100, 61, 53, 1),
                    Span(3, 2110, 2150, 53, 52, 1), Span(0, 190, 2160, 13, 52, 0),
                ],
            };
        }
    }

    /// <summary>A parent with two workers that come and go.</summary>
    public static CaptureData Workers => new()
    {
        Run = Run("gunicorn", "app:app"),
        End = new RunEnd(10_000 * Millisecond, 0, 0, ""),
        Processes = [.. Enumerable.Range(0, 3).Select(n => new ProcessInfo(n, 100 + n, n == 0 ? 1 : 100, ["gunicorn"], "3.11.2", n * 1000 * Millisecond))],
        ProcessEnds = [new ProcessEnd(1, 7000 * Millisecond, 0, 0, 0), new ProcessEnd(2, 9000 * Millisecond, 0, 0, 0)],
        Samples =
        [
            .. Enumerable.Range(0, 100).Select(n => new MemorySample(0, n * 100 * Millisecond, 20 * Mebibyte)),
            .. Enumerable.Range(10, 60).Select(n => new MemorySample(1, n * 100 * Millisecond, (10 + n) * Mebibyte)),
            .. Enumerable.Range(20, 70).Select(n => new MemorySample(2, n * 100 * Millisecond, 30 * Mebibyte)),
        ],
        Ticks =
        [
            Tick(0, 0, 0, 10, 4 * Mebibyte, 4 * Mebibyte),
            .. Enumerable.Range(0, 6).Select(n => Tick(1, n, 1000 + n * 1000, 10, (5 + 8 * n) * Mebibyte, (5 + 8 * n) * Mebibyte)),
            Tick(2, 0, 2000, 10, 12 * Mebibyte, 12 * Mebibyte),
        ],
        Peaks = [new Peak(0, 5 * Millisecond, 4 * Mebibyte, []), new Peak(1, 6001 * Millisecond, 45 * Mebibyte, [])],
    };

    /// <summary>Seven hours of a sawtooth, a reading a second.</summary>
    public static CaptureData SevenHours => new()
    {
        Run = Run("python", "server.py"),
        End = new RunEnd(7L * 3600 * 1000 * Millisecond, 0, 0, ""),
        Processes = [new ProcessInfo(0, 7, 1, ["python", "server.py"], "3.13.0", 0)],
        Samples = [.. Enumerable.Range(0, 7 * 3600).Select(n => new MemorySample(0, n * 1000L * Millisecond,
            (400 + n / 60 + n % 1800 / 3 + (n == 9001 ? 4000 : 0)) * Mebibyte))],
    };

    public static CaptureData OneSample => new()
    {
        Run = Run("python", "-c", "pass"),
        End = new RunEnd(12 * Millisecond, 0, 0, ""),
        Samples = [new MemorySample(0, 3 * Millisecond, 9 * Mebibyte)],
    };

    /// <summary>Calls too many to show: a recursion, and thousands of short calls.</summary>
    public static CaptureData ManyCalls => Pipeline with
    {
        Functions = [.. Enumerable.Range(0, 12).Select(n => new Function($"step{n}", "/src/many.py", n))],
        Spans =
        [
            .. Enumerable.Range(0, 2000).Select(n => Span(n % 12, n, n + 1, 20, 20, 1)),
            .. Enumerable.Range(0, 100).Select(n => Span(0, 300 + n, 900 - n, 20, 20, n)),
        ],
    };

    public static CaptureData Hostile => Pipeline with
    {
        Run = Run("python", "</title><script>alert(1)</script>.py", "\u001b[31mred\u001b]0;owned\a", "a\nb", "\u202egnp", "\ud800", "𝛼", "日本語 の 引数", "&amp;"),
        Functions =
        [
            new Function("<lambda>", "/src/a&b.py", 1), new Function("計算する", "/src/a.py", 2),
            new Function("évil\"'\u001b[2J", "/src/b.py", 12), new Function("x", "/src/pipeline.py", 30),
        ],
    };

    /// <summary>The pipeline run again, less hungry.</summary>
    public static CaptureData PipelineAgain => Pipeline with
    {
        Ticks = [.. Pipeline.Ticks.Where(tick => tick.EndNs < 1_900_000_000)
            .Select(tick => tick with { HeapBytes = tick.HeapBytes * 2 / 3, HeapBytesHigh = tick.HeapBytes * 2 / 3 })],
        End = new RunEnd(1900 * Millisecond, 0, 0, ""),
        Peaks = [],
        Samples = [.. Pipeline.Samples.Where(sample => sample.TimeNs % 50_000_000 == 0)
            .Select(sample => sample with { TimeNs = sample.TimeNs * 4 / 5, ResidentBytes = sample.ResidentBytes * 3 / 4 })],
    };

    public static RunInfo Run(params string[] command) =>
        new("0.1.0", command, "/src", "exact", new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), 10 * Millisecond);

    public static Tick Tick(int process, int number, long startMs, long lengthMs, long heap, long high) =>
        new(process, number, startMs * Millisecond, (startMs + lengthMs) * Millisecond, heap, high, 0, [], []);

    public static FunctionSpan Span(int function, long startMs, long endMs, long startMebibytes, long endMebibytes, int level) =>
        new(0, new FunctionId(function), startMs * Millisecond, endMs * Millisecond, startMebibytes * Mebibyte, endMebibytes * Mebibyte, level);
}
