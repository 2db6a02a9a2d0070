using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Views;

namespace Heapline.Cli.Running;

/// <summary>One run of <c>mprof run</c>, from checking what was asked to the exit code.</summary>
internal static class Recording
{
    /// <summary>Environment variable with the number that the choice of samples begins with.</summary>
    private const string SeedVariable = "HEAPLINE_SEED";
    /// <summary>Environment variable with the rates that a budget leads to.</summary>
    private const string StepsVariable = "HEAPLINE_OVERHEAD_STEPS";

    /// <summary>Runs the program and returns its exit code. When a signal ended it, the same signal ends this process.</summary>
    /// <exception cref="UserErrorException">Something is wrong that can be told before the program starts.</exception>
    public static int Run(RecordingRequest asked)
    {
        // Without it nothing is known of any process; said before an older capture is moved away for this one.
        if (!File.Exists("/proc/self/stat"))
            throw new UserErrorException("/proc is not mounted here, and nothing can be recorded without it");
        var program = ProgramToRun.From(asked.Program, asked.AsPython, () => PythonFinder.Find(OwnFolder()));
        if (!asked.CurveOnly)
            PythonVersion.RefuseUnsupported(program.Command[0]);
        var environment = asked.Untouched ? [] : Home.Locate().Environment();
        var path = asked.Output ?? program.CaptureName + CaptureFile.Extension;
        bool isDat = DatRun.IsWanted(path, asked.Redactions);
        if (!isDat)
            CapturePath.Prepare(path);

        RunResult result;
        using (var dat = isDat ? new DatRun(path, program.Command, asked.IncludeChildren, asked.EachChild) : null)
        using (var marks = asked is { CurveOnly: true, Untouched: false } ? new MarksFolder(environment) : null)
        {
            result = Record(program, environment, dat, marks?.MarksPath, path, asked);
            if (dat is null)
                path = result.CapturePath;
            dat?.Finish();
        }
        if (result.OutOfMemoryKill is { } kill && !DatRun.IsWanted(path))
            Say(console => OutOfMemoryView.Write(console, kill, CaptureFile.Read(path)));
        if (!asked.Quiet)
            Close(result, path, asked.CurveOnly);
        if (result.Failure is { } failure)
            StandardStreams.Error.WriteLine($"mprof: {failure}");
        if (result.Signal > 0)
            OwnEnd.BySignal(result.Signal);
        return result.Failure is not null && result.ExitCode == 0 ? ExitCode.Failure : result.ExitCode;
    }

    /// <summary>Whether a command in this folder would have to name the capture, because it does not look for one there.</summary>
    public static bool NeedsName(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) != Directory.GetCurrentDirectory()
        || !path.EndsWith(CaptureFile.Extension, StringComparison.Ordinal);

    /// <summary>Says on standard error what was recorded.</summary>
    public static void Say(RunClosing closing) => Say(console => RunClosingView.Write(console, closing));

    private static void Say(Action<ReportConsole> write)
    {
        using var error = StandardStreams.OpenError();
        using var writer = new StreamWriter(error);
        write(new ReportConsole(writer, OutputSettings.Detect(
            Console.IsErrorRedirected, StandardStreams.ErrorColumns, Environment.GetEnvironmentVariable)));
    }

    private static RunResult Record(
        ProgramToRun program, IReadOnlyDictionary<string, string?> environment, DatRun? dat, string? marks, string path, RecordingRequest asked)
    {
        try
        {
            return RunRecorder.Run(new RunRequest
            {
                Command = program.Command,
                CapturePath = dat?.CapturePath ?? path,
                Observer = dat,
                MarksPath = marks,
                Environment = environment,
                Interval = asked.Interval,
                Timeout = asked.Timeout,
                MaxFileBytes = asked.MaxFileBytes,
                Memory = asked.Memory,
                Mode = asked.CurveOnly ? RecordingMode.Time : asked.SampleInterval is null && asked.Budget is null ? RecordingMode.Exact : RecordingMode.Sampled,
                Sampling = Sampling(asked),
                PythonVersion = program.PythonVersion,
                Redactions = asked.Redactions,
                IsLast = true,
                HeaplineVersion = OwnVersion.Text,
            });
        }
        catch (ProgramStartException e)
        {
            if (dat is not null)
                dat.TakeBack();
            else
                File.Delete(path);
            throw new UserErrorException(e.Message);
        }
    }

    private static SamplingRequest Sampling(RecordingRequest asked) => new()
    {
        IntervalBytes = asked.SampleInterval ?? SamplingRequest.DefaultIntervalBytes,
        Budget = asked.SampleInterval is null ? asked.Budget : null,
        Levels = OverheadSteps.Parse(StepsVariable, Environment.GetEnvironmentVariable(StepsVariable)),
        Seed = Environment.GetEnvironmentVariable(SeedVariable) is not { Length: > 0 } text ? null
            : ulong.TryParse(text, out var seed) ? seed
            : throw new UserErrorException($"{SeedVariable} takes a number from 0 to {ulong.MaxValue}, not '{text}'"),
    };

    private static void Close(RunResult result, string path, bool curveOnly)
    {
        bool heap = !curveOnly && result.AgentAttached;
        var note = curveOnly || result.AgentAttached ? result.Damage
            : "the profiler could not enter the program, so there is the memory curve alone. It comes into every CPython 3.8–3.14 that is not " +
              $"started with -I, -E or -S. {result.Damage}".TrimEnd();
        var tree = Together(result, path);
        var kept = Kept(result, path);
        var processes = tree?.Processes ?? result.Processes;
        Say(new RunClosing(
            (long)(result.Duration.TotalSeconds * 1e9), heap && !DatRun.IsWanted(path) ? kept?.Total.Allocations ?? result.Allocations : null, processes,
            heap ? kept?.PeakHeapBytes ?? result.PeakHeapBytes : 0, result.PeakResidentBytes, path, new FileInfo(path) is { Exists: true } file ? file.Length : 0, NeedsName(path), note)
        {
            IsEstimated = result.IsEstimated,
            PeakHeapOfAllBytes = heap && processes > 1 ? tree?.PeakHeapBytes ?? 0 : 0,
            PeakProportionalOfAllBytes = processes > 1 ? tree?.PeakProportionalBytes ?? 0 : 0,
            CostNs = heap ? result.CostNs : 0, ProcessorNs = result.ProcessorNs, OwnBytes = result.OwnBytes,
        });
    }

    // What several processes had at one instant: as the capture says, which mostly need not be read again for that.
    private static TreeTotals? Together(RunResult result, string path) =>
        result.Processes < 2 || result.Failure is not null || DatRun.IsWanted(path) ? null
        : result.Outline is { } outline && TreeTotals.OfOutline(outline) is { } totals ? totals
        : TreeTotals.Of(CaptureReader.ReadFigures(path));

    // What was counted up to a failure is not what the capture holds; null where nothing failed, or it does not open.
    private static StatsReport? Kept(RunResult result, string path)
    {
        if (result.Failure is null || DatRun.IsWanted(path))
            return null;
        try
        {
            return StatsReport.Of(CaptureReader.ReadFigures(path));
        }
        catch (CaptureException)
        {
            return null;
        }
    }

    private static string OwnFolder() => Path.GetDirectoryName(Environment.ProcessPath) ?? AppContext.BaseDirectory;
}
