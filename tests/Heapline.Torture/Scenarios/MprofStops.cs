using System.Globalization;
using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>SIGSTOP for mprof, as a debugger or a slip of the hand does it: the program waits for ten seconds and then goes on, and the capture says from when on it knows nothing.</summary>
internal sealed class MprofStops : IScenario
{
    private const string Target = "runs_to_its_end";
    private const int Steps = 400_000;

    public string Name => "mprof-stops";

    public string What => "SIGSTOP of mprof until the program is at its end";

    public int Rounds => 50;

    // What fills the lane must come after it: some 100,000 steps.
    public string? Run(Round round) => Run(round, round.OneOf(Workshop.Pythons), Steps, round.Chance.Next(1, Steps / 2));

    public static string? Run(Round round, string python, int steps, int at)
    {
        var capture = round.File("it.mprofile");
        var log = round.File("log");
        using var mprof = round.Start(
            Workshop.Mprof, "run", "-o", capture, python, Workshop.Target(Target), log, $"{round.Seed}", $"{steps}", "stop", $"{at}", "-");
        return mprof.Wait() is { } ended ? Check(round, ended, log, capture, steps, at) : $"the program waits for ever, from step {at} on, under {python}";
    }

    private static string? Check(Round round, Ending ended, string log, string capture, int steps, int at)
    {
        if (round.Survivors() is [var survivor, ..])
            return $"process {survivor} was left behind";
        if (Truth.Read(log) is not { } truth || ended.Output != $"done {steps}\n" || ended.ExitCode != 0 || truth.Steps.Count != steps + 1)
            return $"the program did not run to its end: {ended}";
        if (Directory.Exists(truth.Session))
            return $"{truth.Session} was left behind";
        var data = CaptureReader.Read(capture);
        if (data.Damage is { } damage)
            return $"the capture is damaged: {damage}";
        const string sentence = "s: mprof was stopped";
        if (!ended.Errors.Contains(sentence, StringComparison.Ordinal) || data.End?.Note.Contains(sentence, StringComparison.Ordinal) != true)
            return $"it is not said that the program went on unrecorded: {ended}, note '{data.End?.Note}'";
        round.Note("longest pause of the program, seconds", Pause(log + ".clock"));
        var step = truth.StepOf(Recorded.At(data, Target, "block"));
        round.Note("steps recorded after the stop", step - at);
        return step < at ? $"stopped after step {at}, the capture knows {step}" : null;
    }

    private static double Pause(string clock)
    {
        var times = File.ReadLines(clock).Select(line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        return times.Zip(times.Skip(1), (before, after) => (after - before) / 1e9).Max();
    }
}
