using System.Globalization;

namespace Heapline.Fuzz.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = "usage: fuzz [--target capture|dat|lanes|all] [--executions N] [--seed N] [--output FOLDER] [--corpus FOLDER] [--replay FILE]";

    /// <summary>Name of the one target; null for all, one after the other.</summary>
    public string? Target { get; init; }

    /// <summary>How many inputs each target gets.</summary>
    public long Executions { get; init; } = 100_000;

    /// <summary>What the random choices begin with: the same seed makes the same inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where findings go.</summary>
    public string Output { get; init; } = Path.Combine("artifacts", "fuzz");

    /// <summary>A folder with files to begin with besides the built-in ones; null for none.</summary>
    public string? Corpus { get; init; }

    /// <summary>One input to give to the target with every view; null to make inputs.</summary>
    public string? Replay { get; init; }

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static Options? Parse(ReadOnlySpan<string> args)
    {
        var options = new Options();
        for (; args is [var name, var value, ..]; args = args[2..])
        {
            switch (name)
            {
                case "--target":
                    options = options with { Target = value == "all" ? null : value };
                    break;
                case "--executions" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                    options = options with { Executions = count };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    break;
                case "--output":
                    options = options with { Output = value };
                    break;
                case "--corpus":
                    options = options with { Corpus = value };
                    break;
                case "--replay":
                    options = options with { Replay = value };
                    break;
                default:
                    return null;
            }
        }
        return args.IsEmpty ? options : null;
    }
}
