using System.Globalization;

namespace Heapline.Bench;

/// <summary>
/// The article's program under the original memory_profiler and under Heapline's, side by side: <c>./dev bench --lines</c>. Each round runs every way once, at one
/// number (the start) and at many, so that what else the machine does meets all alike.
/// </summary>
internal static class LineBench
{
    /// <summary>Numbers that the article's program adds.</summary>
    public const int Count = 1_000_000;
    /// <summary>What the original is given instead: 44 µs a line would make 90 s a run.</summary>
    private const int FewForTheOriginal = 20_000;
    /// <summary>The Python that Debian's python3-memory-profiler belongs to.</summary>
    private const string SystemPython = "/usr/bin/python3";
    /// <summary>The original mprof, under Debian's name for it.</summary>
    private const string OriginalMprof = "/usr/bin/python3-mprof";

    public static int Run(string root, int runs, bool whole)
    {
        var home = Path.Combine(root, "artifacts", "heapline");
        var library = Path.Combine(home, "python", "lib");
        var folder = Directory.CreateTempSubdirectory("heapline-bench-").FullName;
        try
        {
            var program = File.ReadAllText(Path.Combine(root, "examples", "calculate_sum.py"));
            var ways = Ways(home, library, folder).ToList();
            var results = Measure(folder, program, ways, runs);
            (double Cpu, double Wall)? wholeRun = null;
            if (whole)
            {
                Console.Error.Write("the original, all numbers ");
                wholeRun = Timed(ways.First(way => way.Name == LineTable.Original), Script(folder, program, Count, decorated: true));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wholeRun.Value.Cpu:0.0} s"));
            }
            var text = LineTable.Write(Machine.Describe(), runs, FewForTheOriginal, results, wholeRun);
            Console.Write(text);
            var kept = Path.Combine(root, "bench", "results");
            Directory.CreateDirectory(kept);
            File.WriteAllText(Path.Combine(kept, $"{DateTime.UtcNow:yyyy-MM-dd}-lines.md"), text);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<LineWay> Ways(string home, string library, string folder)
    {
        string[] ours = ["/usr/bin/env", $"PYTHONPATH={library}"];
        var mprof = Path.Combine(home, "mprof");
        yield return new(LineTable.Plain, script => [SystemPython, script], Count, null);
        yield return new(LineTable.Original, script => [SystemPython, "-m", "memory_profiler", script], FewForTheOriginal, null);
        yield return new(LineTable.Ours, script => [.. ours, SystemPython, "-m", "memory_profiler", script], Count, LineTable.Original);
        yield return new(LineTable.OriginalImported, script => [SystemPython, script], FewForTheOriginal, null);
        yield return new(LineTable.OursImported, script => [.. ours, SystemPython, script], Count, LineTable.OriginalImported);
        yield return new(LineTable.OriginalMprof, script => [OriginalMprof, "run", "-o", Path.Combine(folder, "original.dat"), script], FewForTheOriginal, null);
        yield return new(LineTable.OursMprof, script => [mprof, "run", "-o", Path.Combine(folder, "ours.mprofile"), SystemPython, script], Count, LineTable.OriginalMprof);
    }

    private static List<LineResult> Measure(string folder, string program, List<LineWay> ways, int runs)
    {
        var one = new Dictionary<LineWay, List<(double Cpu, double Wall)>>();
        var all = new Dictionary<LineWay, List<(double Cpu, double Wall)>>();
        for (var round = 0; round < runs; round++)
        {
            foreach (var way in ways)
            {
                var decorated = way.Name != LineTable.Plain;
                var start = Timed(way, Script(folder, program, 1, decorated));
                var (cpu, wall) = Timed(way, Script(folder, program, way.SmallCount, decorated));
                var scale = (double)Count / way.SmallCount;
                (one[way] = one.GetValueOrDefault(way, [])).Add(start);
                // Wall time that the machine spent on others would be multiplied along: it is not scaled, and not shown then.
                (all[way] = all.GetValueOrDefault(way, [])).Add((scale > 1 ? start.Cpu + (cpu - start.Cpu) * scale : cpu, wall));
                Console.Error.Write('.');
            }
        }
        Console.Error.WriteLine();
        return [.. ways.Select(way => new LineResult(way, Spread.Of(one[way].Select(t => t.Cpu)), Spread.Of(all[way].Select(t => t.Cpu)), Spread.Of(all[way].Select(t => t.Wall))))];
    }

    private static (double Cpu, double Wall) Timed(LineWay way, string script)
    {
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(script)!, "*.mprofile"))
            File.Delete(old);
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(script)!, "*.dat"))
            File.Delete(old);
        var run = MeasuredProcess.Run(way.Command(script), watchChild: false);
        return run.ExitCode == 0
            ? (run.OwnCpuSeconds + run.ChildrenCpuSeconds, run.WallSeconds)
            : throw new InvalidOperationException($"{way.Name} ended with exit code {run.ExitCode}; the original is Debian's python3-memory-profiler");
    }

    /// <summary>The article's program with another number, and for plain runs without its decorator.</summary>
    private static string Script(string folder, string program, int count, bool decorated)
    {
        var text = program.Replace("1_000_000", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (!decorated)
            text = text.Replace("from memory_profiler import profile\n", "", StringComparison.Ordinal).Replace("@profile\n", "", StringComparison.Ordinal);
        var path = Path.Combine(folder, "calculate_sum.py");
        File.WriteAllText(path, text);
        return path;
    }
}
