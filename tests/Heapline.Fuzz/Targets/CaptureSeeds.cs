using Heapline.Capture;

namespace Heapline.Fuzz.Targets;

/// <summary>Captures with everything in them, from very small to a few thousand bytes.</summary>
internal static class CaptureSeeds
{
    private const long TickNs = 10_000_000;

    public static IEnumerable<byte[]> All()
    {
        yield return Make(processes: 1, functions: 1, ticks: 1, end: true);
        yield return Make(processes: 1, functions: 3, ticks: 4, end: false);
        yield return Make(processes: 2, functions: 5, ticks: 6, end: true);
        yield return Make(processes: 4, functions: 12, ticks: 20, end: true);
        yield return Make(processes: 1, functions: 3, ticks: 4, end: true, Redactions.Sources | Redactions.Paths);
    }

    private static byte[] Make(int processes, int functions, int ticks, bool end, Redactions redactions = Redactions.None)
    {
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(
            stream, new RunInfo("0.1.0", ["python3", "app.py", "--x", "a b"], "/srv", "exact", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)), TickNs), redactions: redactions))
        {
            for (var process = 0; process < processes; process++)
                writer.Add(new ProcessInfo(process, 100 + process, 99, ["python3", "app.py"], "3.12.1", process * TickNs));
            for (var process = 0; process < processes; process++)
                writer.Add(new ThreadInfo(process, process, 100 + process, "main"));
            Define(writer, processes, functions);
            for (var number = 0; number < ticks; number++)
                Tick(writer, number, processes, functions);
            Describe(writer, processes, functions);
            if (processes == 2)
                Sample(writer);
            Trace(writer, processes, functions);
            writer.AddSource("/srv/app.py", "def f():\n\treturn [0] * 10\n");
            writer.Add(new FunctionSpan(0, new FunctionId(0), TickNs, 3 * TickNs, 9_000_000, 9_500_000, 0));
            writer.Add(new FunctionSpan(0, new FunctionId(0), 2 * TickNs, 2 * TickNs + 1, 9_000_000, 9_100_000, 1));
            for (var process = 0; process < processes; process++)
                writer.Add(new ProcessEnd(process, ticks * TickNs, process, 3, 100_000));
            if (end)
                writer.Finish(new RunEnd(ticks * TickNs, 0, 0, "a note"));
        }
        return stream.ToArray();
    }

    // Each process is a fork of the one before it.
    private static void Describe(CaptureWriter writer, int processes, int functions)
    {
        for (var process = 0; process < processes; process++)
        {
            writer.Add(process == 0
                ? new ProcessDetails(0, ProcessKind.Python, -1, "app.py", -1, 0, 0)
                : new ProcessDetails(process, ProcessKind.Fork, process - 1, $"Fork-{process}", 1, 1012, 8));
            if (process > 0)
                writer.Add(new InheritedFrees(process, 3, [new LiveBlocks(new SiteId(process - 1), 1, 56)]));
            writer.Add(new ProportionalSample(process, 5 * TickNs, 8_000_000));
            writer.Add(new ThreadDetails(process, "python3", "MainThread", true, process - 1, StackId.None));
            writer.Add(new ProcessCost(process, 4_000_000, 90_000_000, 12_345, 1_000_000, 300_000, 65_536));
        }
        writer.Add(new ThreadInfo(processes, 0, 200, ""));
        writer.Add(new ThreadDetails(processes, "pool-1", "", false, 0, new StackId(0)));
        writer.Add(new CollectorCost(40_000_000, 12_000_000));
        writer.Add(new MemoryLimit(512 << 20));
        writer.Add(new OutOfMemoryKill(2 * TickNs, 512 << 20));
        writer.Add(new Phase(0, "loaded", true, TickNs, TickNs, 500, 500, 500, 0));
        writer.Add(new Phase(0, "train", false, TickNs, 3 * TickNs, 500, 700, 900, 12));
        for (var function = 0; function < functions; function++)
            writer.Add(new FunctionModule(new FunctionId(function), "pkg.app"));
    }

    // Garbage collections and line reports: of lines that the source has, and of lines far beyond it.
    private static void Trace(CaptureWriter writer, int processes, int functions)
    {
        for (var process = 0; process < processes; process++)
        {
            writer.Add(new Collections(process, 0, TickNs, 2 * TickNs, 3, 40));
            writer.Add(new Collections(process, 2, 2 * TickNs, 3 * TickNs, 1, 100));
            writer.Add(new LineFigures(process, new FunctionId(0), [new LineFigure(1, 1, 9_000_000, 9_000_000), new LineFigure(2, 10, 9_500_000, 500_000)]));
            if (functions > 1)
                writer.Add(new LineFigures(process, new FunctionId(functions - 1), [new LineFigure(functions, 2, 9_500_000, -4096), new LineFigure(5000, 1, 9_500_000, 0)]));
        }
    }

    private static void Sample(CaptureWriter writer)
    {
        writer.AddSamplingSeed(42);
        writer.Add(new SamplingRate(0, 1, 512 << 10));
        writer.Add(new SamplingRate(2 * TickNs, 2, 1 << 20));
        writer.Add(new SiteWeight(new SiteId(0), 1, 18_724));
        writer.Add(new SiteWeight(new SiteId(2), 2, 3));
    }

    private static void Define(CaptureWriter writer, int processes, int functions)
    {
        for (var function = 0; function < functions; function++)
        {
            writer.Add(new Function(function == 0 ? "<module>" : $"Cache.f{function}", function % 3 == 2 ? "/usr/lib/python3.12/json/decoder.py" : "/srv/app.py", function + 1));
            writer.Add(new StackNode(function == 0 ? StackId.None : new StackId((function - 1) / 2), new FunctionId(function), 1 + function % 2));
        }
        for (var site = 0; site < processes * functions; site++)
            writer.Add(new Site(site % processes, new StackId(site / processes), (AllocatorKind)(1 + site % 18)));
    }

    private static void Tick(CaptureWriter writer, int number, int processes, int functions)
    {
        for (var process = 0; process < processes; process++)
        {
            List<SiteChange> changes = [];
            List<LaterFree> frees = [];
            for (var function = 0; function < functions; function++)
            {
                var site = new SiteId(function * processes + process);
                changes.Add(new SiteChange(site, 4 + function, (4 + function) * 56, 2, 112, function % 2));
                if (number > 0 && function % 2 == 0)
                    frees.Add(new LaterFree(site, number - 1, 1, 56, 0));
            }
            writer.Add(new Tick(process, number, number * TickNs, (number + 1) * TickNs, 1000 * number, 1000 * number + 500, 262_144, changes, frees));
            writer.Add(new MemorySample(process, number * TickNs + 1, 10_000_000 + number * 4096));
            List<LiveBlocks> alive = [new LiveBlocks(new SiteId(process), 2, 112)];
            if (functions > 1)
                alive.Add(new LiveBlocks(new SiteId(process + processes), 1, 900));
            writer.Add(new Peak(process, number * TickNs, 1012 + number, alive));
        }
        if (number % 3 == 0)
            writer.Flush();
    }
}
