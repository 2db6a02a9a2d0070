using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>Forks of every kind while other threads are inside allocations: nobody may wait for a lock whose owner is not there.</summary>
internal sealed class HostileForks : IScenario
{
    private const string Target = "hostile_forks";
    private const int ForksARound = 100;

    public string Name => "hostile-forks";

    public string What => $"fork, vfork, posix_spawn, double fork with setsid, forks in a thread pool; {ForksARound} in a round, while five threads allocate";

    public int Rounds => 100;

    public string? Run(Round round) => Run(round, round.OneOf(Workshop.Pythons), ForksARound);

    public static string? Run(Round round, string python, int forks)
    {
        var capture = round.File("it.mprofile");
        using var mprof = round.Start(
            Workshop.Mprof, "run", "-o", capture, python, Workshop.Target(Target), $"{forks}", $"{round.Seed}", Workshop.Library("forks"));
        if (mprof.Wait() is not { } ended)
            return $"something waits for ever under {python}";
        if (ended.ExitCode != 0 || ended.Output != "done\n")
            return $"{python}: {ended}";
        if (round.Survivors().Count > 0)
            return "a process was left behind";
        return CaptureReader.Read(capture).Damage;
    }
}
