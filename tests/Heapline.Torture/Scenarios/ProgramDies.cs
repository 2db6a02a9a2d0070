using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>The program ends at a random instant, in one of the ways that leave it no time to say goodbye.</summary>
internal sealed class ProgramDies : IScenario
{
    private const string Target = "allocates_and_logs";
    private const int LongestMicroseconds = 400_000;

    /// <summary>Ways to end, each with the exit code that mprof then has.</summary>
    public static IReadOnlyList<(string Ending, int ExitCode)> Endings { get; } =
        [("kill", 137), ("segfault", 139), ("abort", 134), ("stack", 139), ("exit", 7), ("exception", 1), ("exec", 0)];

    public string Name => "program-dies";

    public string What => "SIGKILL, SIGSEGV, SIGABRT, os._exit, an uncaught exception, a stack overflow, exec";

    public int Rounds => 500;

    public string? Run(Round round)
    {
        var (ending, exitCode) = round.OneOf(Endings);
        return Run(round, round.OneOf(Workshop.Pythons), ending, exitCode, round.Chance.Next(LongestMicroseconds));
    }

    public static string? Run(Round round, string python, string ending, int exitCode, int microseconds)
    {
        var capture = round.File("it.mprofile");
        var log = round.File("log");
        using var mprof = round.Start(Workshop.Mprof, "run", "-o", capture, python, Workshop.Target(Target),
            log, $"{round.Seed}", ending, $"{microseconds}", Workshop.Library("ends"));
        if (mprof.Wait() is not { } ended)
            return $"{ending} after {microseconds} µs: mprof did not end";
        return Check(round, ended, log, capture, exitCode) is { } finding ? $"{ending} after {microseconds} µs under {python}: {finding}" : null;
    }

    private static string? Check(Round round, Ending ended, string log, string capture, int exitCode)
    {
        if (ended.ExitCode != exitCode)
            return $"expected exit code {exitCode}, found {ended}";
        if (round.Survivors() is [var survivor, ..])
            return $"process {survivor} was left behind";
        if (Truth.Read(log) is not { } truth)
            return $"the program wrote no log: {ended}";
        if (Directory.Exists(truth.Session))
            return $"{truth.Session} was left behind";
        var data = CaptureReader.Read(capture);
        if (data.Damage != null)
            return $"the capture is damaged: {data.Damage}";
        if (data.ProcessEnds.Sum(end => end.LostEvents) is var lost and > 0)
            return $"{lost} events were lost";
        return truth.ContradictionAtTheEnd(Recorded.At(data, Target, "block"));
    }
}
