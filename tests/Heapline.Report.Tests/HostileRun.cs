using Heapline.Capture;

namespace Heapline.Report.Tests;

/// <summary>A capture in which every text tries to be something else than text.</summary>
internal static class HostileRun
{
    public const string Script = "</script><script>window.hit = 1</script><img src=x onerror=\"window.hit = 2\">";
    public const string Reversed = "\u202egnihtemos\u202c \u001b[31mred\u001b[0m\u0007";

    public static CaptureData Capture { get; } = Create();

    private static CaptureData Create()
    {
        const string file = "/srv/" + Script + "/</style><b>.py";
        return new CaptureData
        {
            Run = new RunInfo("0.1.0" + Script, ["python3", Script, "--><!--", "javascript:window.hit=3", "=cmd|'/c calc'!A1"], "/srv", "exact", DateTimeOffset.UnixEpoch, 10_000_000),
            End = new RunEnd(1_000_000_000, 0, 0, Script + Reversed),
            Processes = [new ProcessInfo(0, 1, 0, [Script], Script, 0), new ProcessInfo(1, 2, 1, [Reversed], "", 0)],
            Threads = [new ThreadInfo(0, 0, 1, Script), new ThreadInfo(1, 1, 2, Reversed)],
            Functions = [new Function(Script, file, 1), new Function(Reversed, "<img src=x onerror=window.hit=4>", 2), new Function("=1+1\udc80", "\ud800.py", 3)],
            Stacks = [new StackNode(StackId.None, new FunctionId(0), 1), new StackNode(new StackId(0), new FunctionId(1), 2), new StackNode(new StackId(1), new FunctionId(2), 3)],
            Sites = [new Site(0, new StackId(0), AllocatorKind.Malloc), new Site(1, new StackId(2), AllocatorKind.Calloc)],
            Ticks = [new Tick(0, 0, 0, 900_000_000, 5_000_000, 5_000_000, 0, [new SiteChange(new SiteId(0), 1, 4_000_000, 0, 0, 0), new SiteChange(new SiteId(1), 1, 1_000_000, 0, 0, 0)], [])],
            Peaks = [new Peak(0, 900_000_000, 5_000_000, [new LiveBlocks(new SiteId(0), 1, 4_000_000), new LiveBlocks(new SiteId(1), 1, 1_000_000)])],
            Samples = [new MemorySample(0, 0, 1_000_000), new MemorySample(0, 900_000_000, 9_000_000)],
            LineFigures = [new LineFigures(0, new FunctionId(0), [new LineFigure(1, 1, 5_000_000, 5_000_000), new LineFigure(2, 1, 9_000_000, 4_000_000)])],
            Spans = [new FunctionSpan(0, new FunctionId(0), 100, 500_000_000, 0, 5, 0)],
            Sources = new Dictionary<string, string> { [file] = Script + "\n<!-- " + Reversed + "\n</style></script>\r\nlast" },
        };
    }
}
