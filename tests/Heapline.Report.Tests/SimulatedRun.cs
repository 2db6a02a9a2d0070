using Heapline.Capture;

namespace Heapline.Report.Tests;

/// <summary>A run of two processes that was never run: every block is known, so every question about it has a known answer.</summary>
internal sealed class SimulatedRun
{
    /// <summary>Ticks of each process.</summary>
    public const int Ticks = 60;

    /// <summary>Length of a tick, in nanoseconds. Both processes' ticks end at the same instants.</summary>
    public const long TickNs = 100_000_000;

    private const string App = "/home/ada/shop/app.py", Cache = "/home/ada/shop/cache.py", Json = "/usr/lib/python3.12/json/decoder.py", Frozen = "<frozen importlib._bootstrap>";

    private static readonly long[] s_sizes = [64, 64, 120, 1_000, 4_096, 50_000, 300_000];

    private SimulatedRun(CaptureData capture, IReadOnlyList<SimulatedBlock> blocks) => (Capture, Blocks) = (capture, blocks);

    public CaptureData Capture { get; }

    public IReadOnlyList<SimulatedBlock> Blocks { get; }

    /// <summary>The tick of each process with the most bytes alive at its end.</summary>
    public static int PeakTick(IEnumerable<SimulatedBlock> blocks) =>
        Enumerable.Range(0, Ticks).MaxBy(tick => blocks.Where(block => IsAlive(block, tick)).Sum(block => block.Bytes));

    public static bool IsAlive(SimulatedBlock block, int tick) => block.Allocated <= tick && (block.Freed is not { } freed || freed > tick);

    public static SimulatedRun Create(int seed = 7)
    {
        var random = new Random(seed);
        Function[] functions =
        [
            new("<module>", App, 1), new("main", App, 20), new("load", App, 4), new("render", App, 12), new("Cache.put", Cache, 8),
            new("Cache.get", Cache, 14), new("JSONDecoder.decode", Json, 330), new("JSONDecoder.raw_decode", Json, 350), new("_find_and_load", Frozen, 1165),
        ];
        StackNode[] stacks =
        [
            Node(-1, 0, 26), Node(0, 1, 21), Node(1, 2, 6), Node(2, 6, 337), Node(3, 7, 353), Node(1, 3, 14), Node(5, 4, 10), Node(1, 4, 10),
            Node(6, 4, 11), Node(5, 5, 16), Node(0, 8, 1178), Node(10, 2, 7), Node(-1, 3, 13), Node(12, 4, 9),
        ];
        AllocatorKind[] kinds = [AllocatorKind.PyObjectMalloc, AllocatorKind.PyMemMalloc, AllocatorKind.Malloc, AllocatorKind.Mmap];
        var sites = new List<Site> { new(0, StackId.None, AllocatorKind.Malloc), new(0, new StackId(3), AllocatorKind.Arena) };
        for (int stack = 0; stack < stacks.Length; stack++)
            for (int thread = 0; thread < 3; thread++)
                sites.Add(new Site(thread, new StackId(stack), kinds[(stack + thread) % kinds.Length]));

        var blocks = new List<SimulatedBlock>();
        for (int number = 0; number < 4_000; number++)
        {
            int site = random.Next(sites.Count);
            if (sites[site].Allocator == AllocatorKind.Arena)
                continue;
            int tick = random.Next(Ticks);
            int? freed = random.Next(4) switch { 0 => null, 1 => tick, _ => tick + 1 + random.Next(30) };
            blocks.Add(new SimulatedBlock(site, sites[site].Thread < 2 ? 0 : 1, s_sizes[random.Next(s_sizes.Length)], tick, freed < Ticks ? freed : null, freed == tick && random.Next(2) == 0));
        }
        return new SimulatedRun(ToCapture(functions, stacks, sites, blocks), blocks);
    }

    /// <summary>What a capture has of blocks.</summary>
    public static (IReadOnlyList<Tick> Ticks, IReadOnlyList<Peak> Peaks) Recorded(IReadOnlyList<SimulatedBlock> blocks)
    {
        var ticks = new List<Tick>();
        var peaks = new List<Peak>();
        for (int process = 0; process < 2; process++)
        {
            var own = blocks.Where(block => block.Process == process).ToList();
            for (int tick = 0; tick < Ticks; tick++)
                ticks.Add(ToTick(own, process, tick));
            int peak = PeakTick(own);
            var live = own.Where(block => IsAlive(block, peak)).GroupBy(block => block.Site).OrderBy(group => group.Key)
                .Select(group => new LiveBlocks(new SiteId(group.Key), group.Count(), group.Sum(block => block.Bytes))).ToList();
            peaks.Add(new Peak(process, (peak + 1) * TickNs, live.Sum(entry => entry.Bytes), live));
        }
        return (ticks, peaks);
    }

    private static StackNode Node(int parent, int function, int line) => new(new StackId(parent), new FunctionId(function), line);

    private static CaptureData ToCapture(Function[] functions, StackNode[] stacks, List<Site> sites, List<SimulatedBlock> blocks)
    {
        var (ticks, peaks) = Recorded(blocks);
        return new CaptureData
        {
            Run = new RunInfo("0.1.0", ["/usr/bin/python3", "app.py", "--all"], "/home/ada/shop", "exact", new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero), 10_000_000),
            End = new RunEnd(Ticks * TickNs, 0, 0, ""),
            Processes = [new(0, 100, 1, ["python3", "app.py"], "3.12.1", 0), new(1, 101, 100, ["python3", "worker.py"], "3.12.1", 500_000_000)],
            ProcessEnds = [new(1, 5_500_000_000, 0, 0, 0), new(0, Ticks * TickNs, 0, 0, 0)],
            Threads = [new(0, 0, 100, "main"), new(1, 0, 110, "loader"), new(2, 1, 101, "worker")],
            Functions = functions, Stacks = stacks, Sites = sites, Ticks = ticks, Peaks = peaks,
            Samples = [.. Enumerable.Range(0, 2).SelectMany(process => Enumerable.Range(0, Ticks * 10)
                .Select(i => new MemorySample(process, i * TickNs / 10, 20_000_000 + process * 5_000_000 + (i * 7919 % 1000) * 1_000L)))],
            Spans = [new(0, new FunctionId(2), 1_000_000_000, 1_500_000_000, 20_000_000, 21_000_000, 0), new(0, new FunctionId(3), 3_000_000_000, 5_000_000_000, 21_000_000, 20_500_000, 0)],
            ProportionalSamples = [.. Enumerable.Range(0, 2).SelectMany(process => Enumerable.Range(0, Ticks)
                .Select(i => new ProportionalSample(process, i * TickNs, 15_000_000 + process * 2_000_000)))],
            Collections = [new(0, 0, 1_000_000_000, 1_100_000_000, 40, 0), new(0, 2, 2_900_000_000, 3_000_000_000, 1, 1_234), new(1, 2, 4_000_000_000, 4_100_000_000, 3, 0)],
            LineFigures =
            [
                new(0, new FunctionId(2), [new(4, 1, 20 << 20, 20 << 20), new(6, 12, 52 << 20, 32 << 20), new(8, 1, 21 << 20, -(31 << 20))]),
                new(1, new FunctionId(4), [new(8, 2, 30 << 20, 30 << 20), new(10, 2, 31 << 20, 1 << 20)]),
            ],
            MemoryLimit = new MemoryLimit(90 << 20),
            Phases = [new(0, "loaded", true, 2_000_000_000, 2_000_000_000, 5, 5, 5, 0), new(1, "warm up", false, 2_500_000_000, 4_500_000_000, 1 << 20, 3 << 20, 4 << 20, 77)],
            Sources = new Dictionary<string, string>
            {
                [App] = string.Join('\n', Enumerable.Range(1, 30).Select(line => $"line_{line} = {line}")),
                [Cache] = string.Join('\n', Enumerable.Range(1, 900).Select(line => $"    row_{line}()")),
            },
        };
    }

    private static Tick ToTick(List<SimulatedBlock> blocks, int process, int number)
    {
        var changes = blocks.Where(block => block.Allocated == number).GroupBy(block => block.Site).OrderBy(group => group.Key).Select(group =>
        {
            var within = group.Where(block => block.Freed == number).ToList();
            return new SiteChange(
                new SiteId(group.Key), group.Count(), group.Sum(block => block.Bytes), within.Count, within.Sum(block => block.Bytes), within.Count(block => block.IsTemporary));
        });
        var frees = blocks.Where(block => block.Freed == number && block.Allocated < number).GroupBy(block => (block.Site, block.Allocated)).OrderBy(group => group.Key)
            .Select(group => new LaterFree(new SiteId(group.Key.Site), group.Key.Allocated, group.Count(), group.Sum(block => block.Bytes), 0));
        long heap = blocks.Where(block => IsAlive(block, number)).Sum(block => block.Bytes);
        return new Tick(process, number, number * TickNs, (number + 1) * TickNs, heap, heap + 1000, 1 << 20, [.. changes], [.. frees]);
    }
}
