using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>The kernel kills the program at the limit of its control group.</summary>
internal sealed class OutOfMemory : IScenario
{
    private const string Target = "grows_until_it_is_killed";
    private const int Attempts = 10;

    public string Name => "out-of-memory";

    public string What => "SIGKILL by the kernel at the memory limit of the control group";

    public int Rounds => 50;

    public bool UnderLoad => false;

    public string? Run(Round round) => Run(round, round.OneOf(Workshop.Pythons), round.Chance.Next(150, 400));

    /// <summary>
    /// The kernel gives back the memory of a program that it has killed while others wait for a processor. When mprof, which lives under the same limit, asks for a page before that is done, it is
    /// killed as well, since nobody else is left; nothing can be said then. So such a round proves nothing, and is made again.
    /// </summary>
    public static string? Run(Round round, string python, int mebibytes)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (Run(round, python, mebibytes, out var isMprofKilled) is var finding && !isMprofKilled)
                return finding;
        }
        return $"the kernel has killed mprof beside the program {Attempts} times";
    }

    private static string? Run(Round round, string python, int mebibytes, out bool isMprofKilled)
    {
        isMprofKilled = false;
        File.Delete(round.File("log"));
        using var group = ControlGroup.TryMake((long)mebibytes << 20);
        if (group is null)
            return "no control group with a memory limit may be made here";
        var capture = round.File("it.mprofile");
        using var mprof = round.Start("sh", "-c", "echo $$ > \"$1/cgroup.procs\" && shift && exec \"$@\"", "sh", group.Folder,
            Workshop.Mprof, "run", "-o", capture, python, Workshop.Target(Target), round.File("log"));
        if (mprof.Wait() is not { } ended)
            return "mprof did not end";
        isMprofKilled = ended.ExitCode == 137 && ended.Errors.Length == 0 && group.Kills > 1;
        if (ended.ExitCode != 137 || !ended.Errors.Contains($"mprof: killed by the kernel at {mebibytes} MiB, the limit of its cgroup\n", StringComparison.Ordinal))
            return $"expected it to be said that the kernel killed the program at {mebibytes} MiB, found {ended}";
        if (!ended.Errors.Contains($"{Target}.py:{Workshop.Line(Target, "block")}", StringComparison.Ordinal))
            return $"the line that held the memory is not named: {ended}";
        var data = CaptureReader.Read(capture);
        return data.OutOfMemoryKill?.LimitBytes != (long)mebibytes << 20 ? "the capture does not say that the kernel killed it"
            : Truth.Read(round.File("log"))!.ContradictionAtTheEnd(Recorded.At(data, Target, "block"));
    }
}
