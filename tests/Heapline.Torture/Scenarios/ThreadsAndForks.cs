using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;
using SortKey = Heapline.Analysis.SortKey;

namespace Heapline.Torture.Scenarios;

/// <summary>64 threads that give back each other's blocks, at once where there is a Python without a global lock, and forks in between.</summary>
internal sealed class ThreadsAndForks : IScenario
{
    private const string Target = "threads_and_forks";

    // Of a million estimates one is further off by chance.
    private const double MostErrors = 5;

    /// <summary>Ways to record: every block, samples, and a budget that is passed at once, twice.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["", "--sampled=4K", "--overhead=0.001%"];

    public string Name => "threads-and-forks";

    public string What => "64 threads give back each other's blocks, with 20 forks in between; exact, sampled, by budget";

    public int Rounds => 100;

    public string? Run(Round round) => Run(round, round.OneOf([.. Workshop.Pythons, .. Workshop.WithoutTheLock]), round.OneOf(Modes), turns: 4_000, forks: 20);

    public static string? Run(Round round, string python, string mode, int turns, int forks)
    {
        var capture = round.File("it.mprofile");
        var environment = new Dictionary<string, string> { ["HEAPLINE_SEED"] = $"{round.Seed}", ["HEAPLINE_OVERHEAD_STEPS"] = "2K,4K" };
        string[] option = mode.Length > 0 ? [mode] : [];
        using var mprof = round.Start(environment, Workshop.Mprof, ["run", .. option, "-o", capture, python, Workshop.Target(Target), $"{turns}", $"{forks}", $"{round.Seed}"]);
        if (mprof.Wait() is not { } ended)
            return $"something waits for ever under {python}";
        var finding = ended.ExitCode != 0 ? $"{ended}"
            : round.Survivors().Count > 0 ? "a process was left behind"
            : Contradiction(CaptureReader.Read(capture), ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), forks, isExact: mode.Length == 0);
        return finding is null ? null : $"{python} {mode}: {finding}";
    }

    private static string? Contradiction(CaptureData capture, string[] lines, int forks, bool isExact)
    {
        if (capture.Damage is { } damage)
            return $"the capture is damaged: {damage}";
        if (capture.ProcessEnds.Sum(end => end.LostEvents) is var lost and > 0)
            return $"{lost} events were lost";
        if (lines.Length != 1 + forks || capture.Processes.Count != 1 + forks)
            return $"{lines.Length} processes told of themselves and {capture.Processes.Count} are in the capture, of {1 + forks}";
        return lines.Select(line => Contradiction(capture, line, isExact)).FirstOrDefault(found => found is not null);
    }

    // Process id, then NAME BLOCKS BYTES of each marked line.
    private static string? Contradiction(CaptureData capture, string line, bool isExact)
    {
        var told = line.Split(' ');
        var process = CaptureOfProcesses.Only(capture, CaptureOfProcesses.Find(capture, told[0]));
        for (var at = 1; at < told.Length; at += 3)
        {
            var (name, blocks, bytes) = (told[at], Number(told[at + 1]), Number(told[at + 2]));
            var figures = Recorded.FiguresAt(process, Target, name is "made" or "shelved" ? "exchanged" : name, ofBytesAlone: name != "kept");
            var holds = name switch
            {
                "made" => IsNear(figures, SortKey.Count, blocks) && IsNear(figures, SortKey.Allocated, bytes),
                // What no list has is in a variable of one of 64 threads, or waits for one of them to give it back.
                "shelved" => !isExact || figures.LiveAtEndAllocations >= blocks,
                // Larger than any interval between samples, so each is one.
                "large" => (figures.LiveAtEndAllocations, figures.LiveAtEndBytes) == (blocks, bytes),
                _ => IsNear(figures, SortKey.End, bytes) && (!isExact || figures.LiveAtEndAllocations == blocks),
            };
            if (!holds)
                return $"process {told[0]} tells {name} {blocks} blocks, {bytes} bytes; the capture says {figures} with errors {figures.StandardErrors}";
        }
        return null;
    }

    private static bool IsNear(in Figures figures, SortKey key, long truth) => Math.Abs(figures.By(key) - truth) <= MostErrors * figures.StandardError(key);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
