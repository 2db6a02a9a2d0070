using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Which processes of a run have a curve of their own beside that of the run.</summary>
internal static class ProcessCurves
{
    private const int Most = 5;

    /// <summary>The largest processes, in order of appearance; none where there is one only.</summary>
    public static IReadOnlyList<TimelineProcess> Of(TimelineRun run) =>
        [.. Candidates(run).OrderByDescending(process => process.Resident.Peak?.Bytes ?? 0).Take(Most).OrderBy(process => process.Index)];

    /// <summary>How many have none because others are larger.</summary>
    public static int LeftOut(Timeline timeline) => timeline.Runs.Count == 1 ? Math.Max(0, Candidates(timeline.Runs[0]).Count() - Most) : 0;

    /// <summary>A process by its name and number; without a name as the original's legend calls it: <c>child 4711</c>.</summary>
    public static string NameOf(TimelineProcess process) =>
        process.Name.Length > 0 ? $"{Printable.Text(process.Name)} {process.Pid}" : $"{(process.Index == 0 ? "program" : "child")} {process.Pid}";

    /// <summary>What follows the name of a curve of several processes together; empty where it is one process's.</summary>
    public static string Together(TimelineRun run) => run.SumsProcesses && run.Processes.Count > 1 ? $" of {run.Processes.Count} processes" : "";

    // Where the run's curve is the program's alone, the program needs no second one.
    private static IEnumerable<TimelineProcess> Candidates(TimelineRun run) =>
        run.Processes.Count < 2 ? [] : run.Processes.Where(process => !process.Resident.IsEmpty && (run.SumsProcesses || process.Index > 0));
}
