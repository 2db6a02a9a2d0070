using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Torture.Scenarios;

/// <summary>The capture cannot be written on: the disk is full, a limit is reached, or somebody deletes or cuts the file.</summary>
internal sealed class DiskFails : IScenario
{
    private const string Target = "runs_to_its_end";
    private const int Steps = 400_000;
    private const int DiskKibibytes = 16;

    // In a namespace of its own the small disk needs no privilege, and is gone with it.
    private const string OnASmallDisk =
        """
        mkdir "$1/disk" && mount -t tmpfs -o size=$2k none "$1/disk" || exit 99
        folder=$1
        shift 2
        "$@"
        code=$?
        cp "$folder/disk/it.mprofile" "$folder/it.mprofile"
        exit $code
        """;

    /// <summary>Ways to fail.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["full", "limit", "quota", "delete", "truncate"];

    public string Name => "disk-fails";

    public string What => "full disk, file size limit of mprof, quota that ends, capture deleted, capture truncated to nothing";

    public int Rounds => 100;

    public string? Run(Round round) => Run(round, round.OneOf(Workshop.Pythons), round.OneOf(Ways), Steps, round.Chance.Next(1, Steps));

    public static string? Run(Round round, string python, string way, int steps, int at)
    {
        var capture = round.File("it.mprofile");
        var log = round.File("log");
        string[] profiled = [python, Workshop.Target(Target), log, $"{round.Seed}", $"{steps}"];
        using var mprof = way switch
        {
            "full" => round.Start("unshare", ["-rm", "sh", "-c", OnASmallDisk, "sh", round.Folder, $"{DiskKibibytes}",
                Workshop.Mprof, "run", "-o", round.File("disk/it.mprofile"), .. profiled]),
            "quota" => round.Start(Quota(round), Workshop.Mprof, ["run", "-o", capture, .. profiled]),
            _ => round.Start(Workshop.Mprof, ["run", "-o", capture, .. profiled, way, $"{at}", capture]),
        };
        if (mprof.Wait() is not { } ended)
            return $"{way}: mprof did not end";
        return Check(round, ended, log, capture, way, steps) is { } finding ? $"{way} at step {at}, {python}: {finding}" : null;
    }

    // No kernel here mounts a file system with quotas; to whoever writes, one that ends is an error of pwrite, which a library in mprof alone gives as well.
    private static Dictionary<string, string> Quota(Round round) => new()
    {
        ["LD_PRELOAD"] = Workshop.Library("quota"),
        ["HEAPLINE_TEST_QUOTA"] = $"{round.Chance.Next(1 << 10, DiskKibibytes << 10)}",
    };

    private static string? Check(Round round, Ending ended, string log, string capture, string way, int steps)
    {
        if (Truth.Read(log) is not { } truth || truth.Steps.Count != steps + 1 || ended.Output != $"done {steps}\n")
            return $"the program did not run to its end: {ended}";
        if (ended.ExitCode != 2)
            return $"expected exit code 2, found {ended}";
        var said = ended.Errors.Split('\n').Where(line => line.Contains("it.mprofile ", StringComparison.Ordinal) || line.Contains("it.mprofile:", StringComparison.Ordinal));
        if (said.Count(line => line.StartsWith("mprof: ", StringComparison.Ordinal) && (line.Contains("cannot write", StringComparison.Ordinal)
            || line.Contains("was deleted", StringComparison.Ordinal))) != 1)
            return $"expected one line on the capture, found {ended}";
        if (Directory.Exists(truth.Session) || round.Survivors().Count > 0)
            return "something was left behind";
        if (way == "quota" && !ended.Errors.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase))
            return $"expected it to be said that the quota has ended, found {ended}";
        var data = CaptureReader.Read(capture);
        if (way != "delete" && !ended.Errors.Contains(Missing(data), StringComparison.Ordinal))
            return $"expected it to be said that {Missing(data)}, found {ended}";
        if (!ended.Errors.Contains(string.Create(CultureInfo.InvariantCulture, $"recorded {StatsReport.Of(data).Total.Allocations:N0} allocations"), StringComparison.Ordinal))
            return $"expected the capture's own allocations to be told, found {ended}";
        var recorded = Recorded.At(data, Target, "block");
        // What was deleted is written anew at the end, and then nothing is missing at all.
        return way == "delete" ? truth.ContradictionAtTheEnd(recorded)
            : truth.StepOf(recorded) < 0 ? $"the program was never as the capture says: {recorded}" : null;
    }

    private static string Missing(CaptureData data) => data.Ticks.Count == 0 ? "nothing of the program's "
        : string.Create(CultureInfo.InvariantCulture, $"what happened after the first {data.Ticks.Max(tick => tick.EndNs) / 1e9:0.00} s of ");
}
