using Heapline.Capture;
using Heapline.Tests;

namespace Heapline.Views.Tests;

/// <summary>A run with a bit of everything: a hot line, a recursion, a leak, churn, a comprehension, a thread, start-up of the interpreter.</summary>
internal static class SampleRun
{
    private const long MiB = 1 << 20;

    public const string Source = """
        import json
        from lib import store


        @cached
        def load(path):
            with open(path) as file:
                rows = json.load(file)
            return [row["name"] for row in rows]


        class Index:
            def build(self, names):
                	for name in names:
                    self.add(name.lower(), store.deep_copy_of_the_row_with_all_of_its_columns(name, recursive=True, depth=12))


        names = load("data.json")
        Index().build(names)
        """;

    public static CaptureData Capture(Action<CaptureBuilder>? change = null)
    {
        var build = new CaptureBuilder
        {
            Run = new RunInfo(
                "0.1.0", ["/usr/bin/python3", "app.py", "--fast"], "/home/ada/project", "exact",
                new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.FromHours(1)), 10_000_000),
        };
        const string app = "/home/ada/project/app.py";
        const string decoder = "/usr/lib/python3.12/json/decoder.py";
        build.Sources[app] = Source;
        var main = build.Function("<module>", app, 1);
        var load = build.Function("load", app, 5);
        var listcomp = build.Function("load.<locals>.<listcomp>", app, 9);
        var index = build.Function("Index.build", app, 13);
        var decode = build.Function("JSONDecoder.raw_decode", decoder, 343);
        var copy = build.Function("deep_copy_of_the_row_with_all_of_its_columns", "/home/ada/project/lib/store.py", 40);
        var import = build.Function("_find_and_load", "<frozen importlib._bootstrap>", 1349);
        int worker = build.Thread(0, 4242, "loader");

        var loading = build.Stack((main, 18), (load, 8), (decode, 354));
        var recursive = build.Stack((main, 19), (index, 15), (copy, 44), (copy, 44), (copy, 44), (copy, 44), (copy, 47));
        SiteId[] sites =
        [
            build.Site(loading, AllocatorKind.PyObjectMalloc),
            build.Site(loading, AllocatorKind.Malloc),
            build.Site(build.Stack((main, 18), (load, 9), (listcomp, 9)), AllocatorKind.PyObjectMalloc),
            build.Site(build.Stack((main, 18), (load, 9)), AllocatorKind.PyMemRealloc),
            build.Site(build.Stack((main, 19), (index, 15)), AllocatorKind.PyObjectMalloc),
            build.Site(recursive, AllocatorKind.PyObjectMalloc),
            build.Site(recursive, AllocatorKind.Malloc, worker),
            build.Site(build.Stack((main, 1), (import, 1360)), AllocatorKind.PyObjectMalloc),
            build.Site(StackId.None, AllocatorKind.Malloc),
            build.Site(build.Stack((main, 18)), AllocatorKind.Calloc),
        ];
        build.Tick(0,
            [
                new(sites[7], 4_200, 3 * MiB, 1_200, MiB, 300), new(sites[8], 900, MiB / 2, 100, MiB / 8, 0),
                new(sites[0], 1_234_567, 96 * MiB, 234_567, 16 * MiB, 200_000), new(sites[1], 12, 40 * MiB, 2, 8 * MiB, 2),
            ])
            .Tick(1,
            [
                new(sites[2], 99_999, 6 * MiB, 0, 0, 0), new(sites[3], 18, 12 * MiB, 17, 11 * MiB, 17), new(sites[9], 1, 700, 0, 0, 0),
                new(sites[4], 500_000, 31 * MiB, 499_000, 30 * MiB, 498_765), new(sites[5], 20_000, 9 * MiB, 0, 0, 0),
                new(sites[6], 3, 1536, 1, 512, 1),
            ],
            [new(sites[0], 0, 990_000, 79 * MiB, 12), new(sites[1], 0, 10, 32 * MiB, 0)], arenaBytes: 100 * MiB);
        build.Peak(1_204_000_000,
            new LiveBlocks(sites[0], 1_000_000, 80 * MiB), new LiveBlocks(sites[1], 10, 32 * MiB), new LiveBlocks(sites[2], 99_999, 6 * MiB),
            new LiveBlocks(sites[3], 1, MiB), new LiveBlocks(sites[7], 3_000, 2 * MiB), new LiveBlocks(sites[8], 800, 3 * MiB / 8),
            new LiveBlocks(sites[9], 1, 700));
        build.Resident(0, 1_000_000, 9 * MiB).Resident(0, 1_200_000_000, 140 * MiB).Resident(0, 2_300_000_000, 60 * MiB)
            .Ended(0, 2_310_000_000, waits: 17, agentBytes: 3 * MiB);
        change?.Invoke(build);
        return build.Build();
    }
}
