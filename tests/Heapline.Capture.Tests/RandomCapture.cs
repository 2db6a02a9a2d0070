namespace Heapline.Capture.Tests;

/// <summary>A capture of anything that the model allows, the same one for the same seed.</summary>
internal static class RandomCapture
{
    public static CaptureData Of(int seed)
    {
        var random = new Random(seed);
        var processes = random.Next(1, 4);
        var threads = random.Next(1, 5);
        var functions = random.Next(1, 30);
        var stacks = random.Next(1, 80);
        var sites = random.Next(1, 120);
        return new CaptureData
        {
            Run = new RunInfo(Text(random), Texts(random), Text(random), "exact", DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 52)), Number(random)),
            End = random.Next(2) == 0 ? new RunEnd(Number(random), random.Next(-200, 200), random.Next(64), Text(random)) : null,
            Damage = null,
            Processes = List(processes, i => new ProcessInfo(i, random.Next(), random.Next(), Texts(random), Text(random), Signed(random))),
            Threads = List(threads, i => new ThreadInfo(i, random.Next(processes), random.Next(), Text(random))),
            Functions = List(functions, _ => new Function(Text(random), random.Next(3) == 0 ? Text(random) : "a.py", random.Next(5000))),
            Stacks = List(stacks, i => new StackNode(new StackId(random.Next(-1, i)), new FunctionId(random.Next(functions)), random.Next(5000))),
            Sites = List(sites, _ => new Site(random.Next(threads), new StackId(random.Next(-1, stacks)), (AllocatorKind)random.Next(19))),
            Sources = List(random.Next(4), _ => Text(random)).Distinct().ToDictionary(f => f, _ => string.Concat(Texts(random))),
            Ticks = Ticks(random, processes, sites),
            Samples = Samples(random, processes),
            Peaks = List(random.Next(processes + 1), p => new Peak(p, Signed(random), Number(random), Rising(random, sites).Select(s => new LiveBlocks(new SiteId(s), Number(random), Number(random))).ToList())),
            Spans = List(random.Next(20), _ => new FunctionSpan(random.Next(threads), new FunctionId(random.Next(functions)), Signed(random), Signed(random), Signed(random), Signed(random), random.Next(9))),
            ProcessEnds = List(random.Next(processes + 1), p => new ProcessEnd(p, Signed(random), Number(random), Number(random), Number(random))),
            Modules = List(random.Next(functions + 1), f => new FunctionId(f)).ToDictionary(f => f, _ => Text(random)),
            ProcessDetails = List(random.Next(processes + 1), p => new ProcessDetails(
                p, (ProcessKind)random.Next(4), random.Next(-1, processes), Text(random), random.Next(-1, 9), Number(random), Number(random))),
            InheritedFrees = List(random.Next(5), _ => new InheritedFrees(random.Next(processes), random.Next(99), Rising(random, sites).Select(s => new LiveBlocks(new SiteId(s), Number(random), Number(random))).ToList()))
                .Where(frees => frees.Blocks.Count > 0).ToList(),
            ProportionalSamples = Samples(random, processes).Select(s => new ProportionalSample(s.Process, s.TimeNs, s.ResidentBytes)).ToList(),
            Sampling = random.Next(2) == 0 ? Sampling.None : new Sampling
            {
                Seed = (ulong)random.NextInt64(),
                Rates = List(1 + random.Next(3), level => new SamplingRate(Signed(random), level, 1 + Number(random) / 2)),
                Weights = Rising(random, sites).Select(site => new SiteWeight(new SiteId(site), random.Next(8), 1 + Number(random) / 2)).ToList(),
            },
            ProcessCosts = List(random.Next(processes + 1), p => new ProcessCost(
                p, Number(random), Number(random), Number(random), Number(random), Number(random), Number(random))),
            CollectorCost = random.Next(2) == 0 ? null : new CollectorCost(Number(random), Number(random)),
            ThreadDetails = List(random.Next(threads + 1), t => new ThreadDetails(
                t, Text(random), Text(random), random.Next(2) == 0, random.Next(-1, threads), new StackId(random.Next(-1, stacks)))),
        };
    }

    private static List<Tick> Ticks(Random random, int processes, int sites)
    {
        var next = new int[processes];
        return List(random.Next(30), _ =>
        {
            var process = random.Next(processes);
            var number = next[process] + random.Next(5);
            next[process] = number + 1;
            var start = random.NextInt64(1L << 50);
            var frees = number == 0 ? [] : Rising(random, sites).SelectMany(s => Rising(random, Math.Min(number, 8)).Select(t => LaterFree(random, s, t))).ToList();
            return new Tick(
                process, number, start, start + random.NextInt64(1L << 40), Number(random), Number(random), Number(random),
                Rising(random, sites).Select(s => Change(random, s)).ToList(), frees);
        });
    }

    private static SiteChange Change(Random random, int site)
    {
        if (random.Next(3) == 0)
            return new SiteChange(new SiteId(site), Number(random), Number(random), Number(random), Number(random), Number(random));
        var size = random.Next(1, 600);
        var blocks = random.Next(1, 40);
        var freed = random.Next(blocks + 1);
        var temporary = random.Next(freed + 1);
        return new SiteChange(new SiteId(site), blocks, (long)blocks * size, freed, (long)freed * size, temporary);
    }

    private static LaterFree LaterFree(Random random, int site, int tick) => random.Next(3) == 0
        ? new LaterFree(new SiteId(site), tick, Number(random), Number(random), Number(random))
        : new LaterFree(new SiteId(site), tick, 3, 168, random.Next(4));

    private static List<MemorySample> Samples(Random random, int processes)
    {
        var time = new long[processes];
        return List(random.Next(40), _ =>
        {
            var process = random.Next(processes);
            time[process] += random.Next(1 << 30);
            return new MemorySample(process, time[process], Number(random));
        });
    }

    /// <summary>Some of the numbers below the limit, rising.</summary>
    private static IEnumerable<int> Rising(Random random, int limit)
    {
        for (var i = random.Next(-3, limit); i < limit; i += random.Next(1, 9))
        {
            if (i >= 0)
                yield return i;
        }
    }

    /// <summary>Of every length in bits alike up to 50, so that no sum comes near the bounds of a capture.</summary>
    private static long Number(Random random) => random.NextInt64(1L << 50) >> random.Next(51);

    private static long Signed(Random random) => random.Next(2) == 0 ? Number(random) >> 2 : -(Number(random) >> 2);

    private static string Text(Random random) =>
        new string('x', random.Next(3)) + random.Next(6) switch { 0 => "", 1 => "日本", 2 => "\0\n", 3 => "🐍", _ => random.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static List<string> Texts(Random random) => List(random.Next(4), _ => Text(random));

    private static List<T> List<T>(int count, Func<int, T> item) => Enumerable.Range(0, count).Select(item).ToList();
}
