using System.Diagnostics;
using System.Globalization;
using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>SIGKILL for mprof at a random instant: the program must not notice.</summary>
internal sealed class MprofDies : IScenario
{
    private const string Target = "runs_to_its_end";
    private const int Steps = 600_000;
    private const int LongestMilliseconds = 3000;

    public string Name => "mprof-dies";

    public string What => "SIGKILL of mprof";

    public int Rounds => 200;

    public string? Run(Round round)
    {
        var after = TimeSpan.FromMilliseconds(round.Chance.Next(LongestMilliseconds));
        return Run(round, round.OneOf(Workshop.Pythons), Steps, mprof =>
        {
            Thread.Sleep(after);
            mprof.Kill();
        }) is { } finding ? $"killed after {after.TotalMilliseconds} ms: {finding}" : null;
    }

    /// <summary>The program itself kills it after a step.</summary>
    public static string? RunUntilStep(Round round, string python, int steps, int killAt) => Run(round, python, steps, _ => { }, "kill", $"{killAt}", "-");

    private static string? Run(Round round, string python, int steps, Action<Started> kill, params string[] arguments)
    {
        var capture = round.File("it.mprofile");
        var log = round.File("log");
        using var mprof = round.Start(
            Workshop.Mprof, ["run", "-o", capture, python, Workshop.Target(Target), log, $"{round.Seed}", $"{steps}", .. arguments]);
        kill(mprof);
        var killedNs = Stopwatch.GetTimestamp();
        return mprof.Wait() is { } ended ? Check(round, ended, log, capture, steps, killedNs) : $"the program did not end under {python}";
    }

    private static string? Check(Round round, Ending ended, string log, string capture, int steps, long killedNs)
    {
        if (round.Survivors() is [var survivor, ..])
            return $"process {survivor} was left behind";
        if (Truth.Read(log) is not { } truth)
            return null; // killed before the program had begun: there is nothing to be undisturbed
        // Over before the kill came: then mprof has said what it recorded.
        var isWhole = ended.ExitCode == 0 && File.Exists(capture) && CaptureReader.Read(capture) is { Damage: null, End: not null };
        if (ended.Output != $"done {steps}\n" || ended.Errors.Length > 0 && !isWhole || truth.Steps.Count != steps + 1)
            return $"the program did not run to its end: {truth.Steps.Count - 1} steps, standard output '{ended.Output}', {ended}";
        if (Directory.Exists(truth.Session))
            return $"{truth.Session} was left behind";
        NoteSpeed(round, log + ".clock", killedNs);
        if (new FileInfo(capture).Length == 0)
            return null; // killed before it wrote the first block
        var recorded = Recorded.At(CaptureReader.Read(capture), Target, "block");
        var step = truth.StepOf(recorded);
        round.Note("steps in the capture, %", step * 100.0 / steps);
        return step < 0 ? $"the program was never as the capture says: {recorded}" : null;
    }

    // Processor time of a thousand steps, from 100 ms after the kill to the end: compared with a run without mprof it says what is left of the profiler's cost.
    private static void NoteSpeed(Round round, string clock, long killedNs)
    {
        var after = File.ReadLines(clock).Select(line => line.Split(' '))
            .Where(fields => long.Parse(fields[0], CultureInfo.InvariantCulture) - killedNs > 100_000_000)
            .Select(fields => double.Parse(fields[1], CultureInfo.InvariantCulture) / 1000).Order().ToList();
        if (after.Count > 0)
            round.Note("ns a step from 100 ms after the kill", after[after.Count / 2]);
    }
}
