using System.Globalization;
using Heapline.Fuzz.Running;
using Heapline.Fuzz.Targets;

namespace Heapline.Fuzz;

/// <summary>Fuzzes everything in Heapline that reads what strangers wrote; see docs/reliability.md.</summary>
internal static class Program
{
    private const int Wrong = 2;
    private const int Found = 1;

    private static int Main(string[] args)
    {
        if (Options.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(Options.Usage);
            return Wrong;
        }
        Directory.CreateDirectory(options.Output);
        IFuzzTarget[] targets = [new CaptureTarget(), new DatTarget(), new LaneTarget()];
        var chosen = targets.Where(target => options.Target is null || target.Name == options.Target).ToList();
        if (chosen.Count == 0)
        {
            Console.Error.WriteLine(Options.Usage);
            return Wrong;
        }
        if (options.Replay is { } file)
            return Replay(chosen[0], File.ReadAllBytes(file));
        return Environment.GetEnvironmentVariable(InstrumentedCopy.Variable) is { } blocks
            ? Fuzz(chosen[0], options, int.Parse(blocks, CultureInfo.InvariantCulture))
            : Start(chosen, options);
    }

    private static int Start(List<IFuzzTarget> chosen, Options options)
    {
        var (program, blocks) = InstrumentedCopy.Make(Path.Combine(options.Output, "instrumented"));
        var failed = false;
        foreach (var target in chosen)
        {
            string[] args =
            [
                "--target", target.Name, "--executions", options.Executions.ToString(CultureInfo.InvariantCulture),
                "--seed", options.Seed.ToString(CultureInfo.InvariantCulture), "--output", options.Output, .. options.Corpus is { } corpus ? ["--corpus", corpus] : Array.Empty<string>(),
            ];
            var code = InstrumentedCopy.Run(program, blocks, args);
            failed |= code != 0;
            if (code is not (0 or Found))
                KeepPresent(target, options, code);
        }
        return failed ? Found : 0;
    }

    private static int Fuzz(IFuzzTarget target, Options options, int blocks)
    {
        var findings = new Findings(Path.Combine(options.Output, "findings"));
        using var loop = new FuzzLoop(target, findings, options, blocks);
        loop.Run();
        return findings.Count == 0 ? 0 : Found;
    }

    private static int Replay(IFuzzTarget target, byte[] input)
    {
        var code = 0;
        for (var view = 0; view < Answer.Views; view++)
        {
            if (Guard.Run(() => target.Execute(input, view)) is not { } problem)
                continue;
            Console.WriteLine($"view {view}: {problem}");
            code = Found;
        }
        return code;
    }

    private static void KeepPresent(IFuzzTarget target, Options options, int code)
    {
        using var present = File.OpenRead(Path.Combine(options.Output, FuzzLoop.PresentName));
        using var reader = new BinaryReader(present);
        var input = reader.ReadBytes(reader.ReadInt32());
        new Findings(Path.Combine(options.Output, "findings")).Add(target.Name, input, $"the process died, exit code {code}");
    }
}
