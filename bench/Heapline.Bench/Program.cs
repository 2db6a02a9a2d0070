namespace Heapline.Bench;

/// <summary>Measures what <c>mprof run</c> costs: every workload alternately plain and profiled, medians, one table; with <c>--lines</c>, line profiling beside the original; with <c>--sampling</c>, the memory curve alone beside it.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--lines", .. var rest]) return Lines(rest);
        if (arguments is ["--sampling", .. var sampling]) return Sampling(sampling);
        if (arguments is ["--sampled-coverage", .. var rounds]) return Coverage(rounds);
        if (Options.Parse(arguments, out var problem) is not { } options)
        {
            Console.Error.WriteLine(problem);
            return 2;
        }
        var results = new List<WorkloadResult>();
        foreach (var workload in options.Workloads)
        {
            Console.Error.Write($"{Path.GetFileNameWithoutExtension(workload)} ");
            results.Add(Comparison.Measure(options, workload, round => Console.Error.Write('.')));
            Console.Error.WriteLine($" {results[^1].WallRatio:0.00}×");
        }
        var text = ResultTable.Write(options, Machine.Describe(), results);
        Console.Write(text);
        if (options.IsWhole)
        {
            Directory.CreateDirectory(options.ResultsFolder);
            var file = Path.Combine(options.ResultsFolder, $"{DateTime.UtcNow:yyyy-MM-dd}-{options.PythonVersion}{(options.Mode == "exact" ? "" : "-" + options.Mode)}.md");
            File.WriteAllText(file, text);
            Console.Error.WriteLine($"written to {Path.GetRelativePath(Directory.GetCurrentDirectory(), file)}");
        }
        return 0;
    }

    private static int Sampling(string[] arguments)
    {
        var runs = 5;
        if (arguments is not [] && !(arguments is ["--runs", var number] && int.TryParse(number, out runs) && runs > 0))
        {
            Console.Error.WriteLine("usage: ./dev bench --sampling [--runs N]");
            return 2;
        }
        return SamplingBench.Run(Directory.GetCurrentDirectory(), runs);
    }

    /// <summary><c>--sampled-coverage [--seeds N]</c></summary>
    private static int Coverage(string[] arguments)
    {
        var seeds = 100;
        if (arguments is [] || arguments is ["--seeds", var number] && int.TryParse(number, out seeds) && seeds > 0)
            return SampledCoverage.Run(Directory.GetCurrentDirectory(), seeds);
        Console.Error.WriteLine("usage: ./dev bench --sampled-coverage [--seeds N]");
        return 2;
    }

    /// <summary><c>--lines [--runs N] [--whole]</c>: <c>--whole</c> also runs the original once with every number.</summary>
    private static int Lines(string[] arguments)
    {
        var runs = 5;
        var whole = arguments is [.., "--whole"];
        string[] rest = whole ? arguments[..^1] : arguments;
        if (rest is not [] && !(rest is ["--runs", var number] && int.TryParse(number, out runs) && runs > 0))
        {
            Console.Error.WriteLine("usage: ./dev bench --lines [--runs N] [--whole]");
            return 2;
        }
        return LineBench.Run(Directory.GetCurrentDirectory(), runs, whole);
    }
}
