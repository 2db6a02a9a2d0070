using System.Globalization;

namespace Heapline.Torture;

/// <summary>What was asked on the command line.</summary>
/// <param name="Only">Names of the scenarios to run; empty for all.</param>
/// <param name="Rounds">Rounds of each; null for as many as each has.</param>
/// <param name="Seed">Seed of the first round; round n has the seed plus n.</param>
/// <param name="Parallel">How many rounds go on at the same time.</param>
internal sealed record Options(IReadOnlyList<string> Only, int? Rounds, int Seed, int Parallel)
{
    public const string Usage = "usage: ./dev torture [--only NAME]... [--rounds N] [--seed S] [--parallel N]";

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        List<string> only = [];
        int? rounds = null;
        var (seed, parallel) = (Environment.TickCount & 0xFFFFFF, 2 * Environment.ProcessorCount);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count)
                return null;
            var value = arguments[i + 1];
            if (arguments[i] == "--only")
            {
                only.Add(value);
                continue;
            }
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            switch (arguments[i])
            {
                case "--rounds": rounds = number; break;
                case "--seed": seed = number; break;
                case "--parallel" when number > 0: parallel = number; break;
                default: return null;
            }
        }
        return new Options(only, rounds, seed, parallel);
    }
}
