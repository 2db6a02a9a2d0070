using System.Collections.Concurrent;

namespace Heapline.Torture;

/// <summary>Goes through the rounds of a scenario.</summary>
internal static class Torturer
{
    /// <summary>Runs rounds 0 to <paramref name="rounds"/> − 1, several at a time. What was found, each with what it takes to see it again.</summary>
    public static IReadOnlyCollection<string> Run(IScenario scenario, int rounds, int seed, int parallel, Notes notes)
    {
        ConcurrentQueue<string> findings = [];
        Parallel.For(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = parallel }, number =>
        {
            if (RunOne(scenario, seed + number, notes) is { } finding)
                findings.Enqueue($"{scenario.Name}: {finding}\n  again: ./dev torture --only {scenario.Name} --rounds 1 --seed {seed + number}");
        });
        return findings;
    }

    /// <summary>Runs one round. Null when all is as it should be.</summary>
    public static string? RunOne(IScenario scenario, int seed, Notes notes)
    {
        using var round = new Round(seed, notes);
        try
        {
            return scenario.Run(round);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name}: {e.Message}"; // a capture that does not open, for one
        }
    }
}
