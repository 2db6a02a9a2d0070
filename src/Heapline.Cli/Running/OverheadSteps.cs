using Heapline.Cli.Verbs;
using Heapline.Collector.Running;

namespace Heapline.Cli.Running;

/// <summary>The rates that <c>--overhead</c> leads to, where the environment names others than the usual ones: sizes that rise, with commas between them, such as <c>4K,64K,1M</c>.</summary>
internal static class OverheadSteps
{
    /// <summary>Bytes between two samples, one step after the other; null where <paramref name="text"/> names none.</summary>
    /// <exception cref="UserErrorException">It cannot be understood.</exception>
    public static IReadOnlyList<long>? Parse(string variable, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        long[] steps = [.. text.Split(',').Select(SampledOption.Bytes)];
        var rise = steps[0] >= SampledOption.SmallestInterval && steps[^1] <= SampledOption.LargestInterval && !steps.Zip(steps.Skip(1)).Any(pair => pair.First >= pair.Second);
        return rise && steps.Length <= SamplingRequest.MostLevels
            ? steps
            : throw new UserErrorException($"{variable} takes up to {SamplingRequest.MostLevels} sizes from 1K to 1024G, each larger than the one before, such as 4K,64K,1M, not '{text}'");
    }
}
