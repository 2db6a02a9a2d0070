using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>The kernel kills the program at the limit of its control group.</summary>
internal sealed class OutOfMemory : IScenario
{
    private const string Target = "grows_until_it_is_killed";

    public string Name => "out-of-memory";

    public string What => "SIGKILL by the kernel at the memory limit of the control group";

    public int Rounds => 50;

    public bool UnderLoad => false;

    public string? Run(Round round) => Run(round, round.OneOf(Workshop.Pythons), round.Chance.Next(150, 400));

    public static string? Run(Round round, string python, int mebibytes)
    {
        using var group = ControlGroup.TryMake((long)mebibytes << 20);
        if (group is null)
            return "no control group with a memory limit may be made here";
        var capture = round.File("it.mprofile");
        using var mprof = round.Start("sh", "-c", "echo $$ > \"$1/cgroup.procs\" && shift && exec \"$@\"", "sh", group.Folder,
            Workshop.Mprof, "run", "-o", capture, python, Workshop.Target(Target), round.File("log"));
        if (mprof.Wait() is not { } ended)
            return "mprof did not end";
        if (ended.ExitCode != 137 || !ended.Errors.Contains($"mprof: killed by the kernel at {mebibytes} MiB, the limit of its cgroup\n", StringComparison.Ordinal))
            return $"expected it to be said that the kernel killed the program at {mebibytes} MiB, found {ended}";
        if (!ended.Errors.Contains($"{Target}.py:{Workshop.Line(Target, "block")}", StringComparison.Ordinal))
            return $"the line that held the memory is not named: {ended}";
        var data = CaptureReader.Read(capture);
        return data.OutOfMemoryKill?.LimitBytes != (long)mebibytes << 20 ? "the capture does not say that the kernel killed it"
            : Truth.Read(round.File("log"))!.ContradictionAtTheEnd(Recorded.At(data, Target, "block"));
    }
}
