namespace Heapline.Report.Tests;

/// <summary>What the page must answer about the simulated run, found by looking at every block.</summary>
internal sealed record Answer(string Mode, double? From, double? To, int Process, long Bytes, long Blocks);

/// <summary>Questions of every kind about windows of every kind.</summary>
internal static class Answers
{
    public static IEnumerable<Answer> Of(SimulatedRun run)
    {
        var random = new Random(11);
        var windows = new List<(int First, int Last)?> { null, (0, 0), (SimulatedRun.Ticks - 1, SimulatedRun.Ticks - 1) };
        for (int i = 0; i < 9; i++)
        {
            int first = random.Next(SimulatedRun.Ticks);
            windows.Add((first, random.Next(first, SimulatedRun.Ticks)));
        }
        foreach (var window in windows)
            foreach (int process in new[] { -1, 0, 1 })
                foreach (var mode in new[] { "alive", "kept", "leaked", "allocated", "freed", "temporary", "peak" })
                    if (mode != "peak" || window is null)
                        yield return Ask(run, mode, window, process);
    }

    private static Answer Ask(SimulatedRun run, string mode, (int First, int Last)? window, int process)
    {
        var (first, last) = window ?? (0, SimulatedRun.Ticks - 1);
        bool InWindow(int? tick) => tick >= first && tick <= last;
        // The largest process's peak is the run's: those of several fall at different instants.
        int peakOf = process >= 0 ? process : run.Capture.Peaks.MaxBy(peak => peak.HeapBytes)!.Process;
        int peak = SimulatedRun.PeakTick(run.Blocks.Where(block => block.Process == peakOf));
        var chosen = run.Blocks.Where(block => process < 0 || block.Process == process).Where(block => mode switch
        {
            "alive" => SimulatedRun.IsAlive(block, last),
            "kept" => InWindow(block.Allocated) && SimulatedRun.IsAlive(block, last),
            "leaked" => InWindow(block.Allocated) && block.Freed is null,
            "allocated" => InWindow(block.Allocated),
            "freed" => InWindow(block.Freed),
            "temporary" => InWindow(block.Freed) && block.IsTemporary,
            _ => block.Process == peakOf && SimulatedRun.IsAlive(block, peak),
        }).ToList();
        // Between the ends of ticks, so that there is no doubt which ticks end within.
        double? At(int tick) => window is null ? null : (tick + 0.5) * SimulatedRun.TickNs / 1e9;
        return new Answer(mode, At(first), window is null ? null : At(last + 1), process, chosen.Sum(block => block.Bytes), chosen.Count);
    }
}
