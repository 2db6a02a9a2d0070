using System.Globalization;

namespace Heapline.Torture.Scenarios;

/// <summary>How fast a program is from 100 ms after the death of mprof on, beside the same program that was never profiled. For a quiet machine.</summary>
internal sealed class SpeedAfterMprof : IScenario
{
    private const string Target = "runs_to_its_end";
    private const int Steps = 300_000;
    private const int KillAt = 100_000;
    private const int LinesUntilKill = KillAt / 1000;

    public string Name => "speed-after-mprof";

    public string What => "processor time a step, never profiled and from 100 ms after SIGKILL of mprof";

    public int Rounds => 20;

    public bool UnderLoad => false;

    public string? Run(Round round)
    {
        var python = round.OneOf(Workshop.Pythons);
        var (plain, killed) = (round.File("plain"), round.File("killed"));
        using (var alone = round.Start(python, Workshop.Target(Target), plain, $"{round.Seed}", $"{Steps}"))
        {
            if (alone.Wait() is not { ExitCode: 0 })
                return "the program does not run by itself";
        }
        using var mprof = round.Start(
            Workshop.Mprof, "run", "-o", round.File("it.mprofile"), python, Workshop.Target(Target), killed, $"{round.Seed}", $"{Steps}", "kill", $"{KillAt}", "-");
        if (mprof.Wait() is not { } ended || ended.Output != $"done {Steps}\n")
            return "the program did not run to its end";
        var (before, during, after) = (Median(Times(plain)[LinesUntilKill..]), Median(Times(killed)[..LinesUntilKill]), Median(AfterKill(killed)));
        round.Note("1: ns a step, never profiled", before);
        round.Note("2: ns a step, while mprof lived", during);
        round.Note("3: ns a step, from 100 ms after its death", after);
        round.Note("4: 3 in percent of 1", 100 * after / before);
        return null;
    }

    private static List<double> AfterKill(string log)
    {
        var lines = Lines(log);
        var killedNs = lines[LinesUntilKill - 1].AtNs;
        return [.. lines.Where(line => line.AtNs - killedNs > 100_000_000).Select(line => line.TookNs)];
    }

    private static List<double> Times(string log) => [.. Lines(log).Select(line => line.TookNs)];

    private static List<(long AtNs, double TookNs)> Lines(string log) => [.. File.ReadLines(log + ".clock").Select(line => line.Split(' '))
        .Select(fields => (long.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[1], CultureInfo.InvariantCulture) / 1000))];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
