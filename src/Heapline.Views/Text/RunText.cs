using Heapline.Capture;

namespace Heapline.Views;

/// <summary>A run in a few words.</summary>
public static class RunText
{
    /// <summary>The script with its arguments; of any other program, its name and arguments.</summary>
    public static string Name(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var command = run.Command;
        return Printable.Text(string.Join(' ', command.Skip(FirstOf(command)).Select((argument, index) => index == 0 ? PathText.Last(argument) : argument)));
    }

    // The first tell how coarse it began and how quickly that changed; mprof stats --json has them all.
    private const int MostRates = 12;

    /// <summary>How the figures were estimated, in a sentence or two.</summary>
    public static string Sampling(Sampling sampling)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        var rates = sampling.Rates.Take(MostRates).Select((rate, index) => (index, rate) switch
        {
            (_, { Level: 0 }) => "every allocation",
            (0, _) => $"one sample per {Quantity.Bytes(rate.IntervalBytes)}",
            _ => $"one sample per {Quantity.Bytes(rate.IntervalBytes)} from {Quantity.Duration(rate.TimeNs)} on",
        });
        var more = sampling.Rates.Count > MostRates ? $", and so on, {Quantity.Exactly(sampling.Rates.Count)} changes in all" : "";
        return $"Estimated from {string.Join(", ", rates)}{more}; ± is the standard error, and nothing beside a figure says that it is exact.";
    }

    // Behind python and its own options: the script, or -m or -c.
    private static int FirstOf(IReadOnlyList<string> command)
    {
        if (command.Count == 0 || !IsPython(command[0]))
            return 0;
        int first = 1;
        while (first < command.Count && command[first] is ['-', _, ..] option && option is not ("-m" or "-c"))
            first += option is "-X" or "-W" ? 2 : 1;
        return first < command.Count ? first : 0;
    }

    private static bool IsPython(string program) => PathText.Last(program).StartsWith("python", StringComparison.Ordinal);
}
