namespace Heapline.Capture.Tests;

/// <summary>A capture with one or two of everything, and what a reader must make of it.</summary>
internal static class SmallCapture
{
    public static CaptureData Data { get; } = new()
    {
        Run = new RunInfo("0.1.0", ["python", "a b.py", "–é"], "/home/u", "exact", new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.FromMinutes(-210)), 10_000_000),
        End = new RunEnd(1_000_000_000, 137, 9, "Killed."),
        Processes =
        [
            new ProcessInfo(0, 100, 1, ["python", "a b.py"], "3.12.1", 0),
            new ProcessInfo(1, 101, 100, [], "", 5_000_000),
        ],
        Threads = [new ThreadInfo(0, 0, 100, "python"), new ThreadInfo(1, 1, 101, "")],
        Functions = [new Function("<module>", "ab.py", 0), new Function("foo", "ab.py", 12), new Function("bär", "/lib/c.py", 3)],
        Stacks =
        [
            new StackNode(StackId.None, new FunctionId(0), 40),
            new StackNode(new StackId(0), new FunctionId(1), 13),
            new StackNode(new StackId(0), new FunctionId(2), 4),
            new StackNode(new StackId(1), new FunctionId(2), 5),
        ],
        Sites =
        [
            new Site(0, StackId.None, AllocatorKind.Malloc),
            new Site(0, new StackId(3), AllocatorKind.PyObjectMalloc),
            new Site(1, new StackId(2), AllocatorKind.Mmap),
        ],
        Sources = new Dictionary<string, string> { ["ab.py"] = "x = 1\r\n", ["/lib/c.py"] = "" },
        Ticks =
        [
            new Tick(0, 0, 0, 10_000_000, 4096, 8192, 262_144, [Change(0, 3, 300, 1, 100, 1), Change(1, 1, 56, 0, 0, 0)], []),
            new Tick(1, 2, 20_000_000, 30_000_000, 100, 100, 0, [Change(2, 2, 101, 2, 101, 0)], []),
            new Tick(0, 7, 70_000_000, 80_000_000, 0, 4096, 262_144, [], [new LaterFree(new SiteId(0), 0, 2, 200, 1), new LaterFree(new SiteId(1), 0, 1, 56, 0)]),
        ],
        Samples = [new MemorySample(0, 1, 10_000_000), new MemorySample(1, 2, 5_000_000), new MemorySample(0, 3, 9_000_000)],
        Peaks = [new Peak(0, 5_000_000, 8192, [new LiveBlocks(new SiteId(0), 3, 8000), new LiveBlocks(new SiteId(1), 1, 192)])],
        Spans = [new FunctionSpan(0, new FunctionId(1), 1_000, 2_000, 10_000_000, 11_000_000, 0)],
        ProcessEnds = [new ProcessEnd(1, 90_000_000, 0, 3, 1_234_567), new ProcessEnd(0, 95_000_000, 1, 0, 0)],
    };

    public static byte[] Bytes { get; } = Captures.Write(Data);

    private static SiteChange Change(int site, long blocks, long bytes, long freed, long freedBytes, long temporary) =>
        new(new SiteId(site), blocks, bytes, freed, freedBytes, temporary);
}
