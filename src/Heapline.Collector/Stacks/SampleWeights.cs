using System.Numerics;

namespace Heapline.Collector.Stacks;

/// <summary>
/// How many blocks a sampled block stands for: 1 / p, where p = 1 - e^(-(size + 1) / interval) was its chance. Sites are kept by weight, so weights are whole numbers from a grid
/// of 32 to the octave; which of the two neighbours it becomes is left to chance, so that it is 1 / p on average and every sum stays unbiased.
/// </summary>
/// <remarks>A whole weight times whole bytes is exact: what was added for a block is taken off again when it is freed, to the byte.</remarks>
/// <param name="intervals">Bytes between two samples, by level; 0 for a level that is not used.</param>
/// <param name="seed">Where chance begins.</param>
internal sealed class SampleWeights(IReadOnlyList<long> intervals, ulong seed)
{
    private const int ExactBits = 6; // below 2^6 every whole number is of the grid

    private ulong _chance = seed;

    /// <summary>Weight of a block of that size, sampled at that level; null for a level that is not used.</summary>
    public long? Of(int level, ulong bytes) =>
        level < intervals.Count && intervals[level] > 0 ? Round(-1 / Expm1(-(bytes + 1.0) / intervals[level])) : null;

    private long Round(double weight)
    {
        var whole = (long)weight;
        var step = 1L << Math.Max(BitOperations.Log2((ulong)whole) - ExactBits + 1, 0);
        var below = whole & -step;
        return Next() < (weight - below) / step ? below + step : below;
    }

    /// <summary>From 0 to below 1: SplitMix64, as in the agent.</summary>
    private double Next()
    {
        var value = _chance += 0x9E3779B97F4A7C15;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return ((value ^ value >> 31) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>e^x - 1 without losing the digits of a small x: x, x²/2 and x³/6 are all that shows there.</summary>
    private static double Expm1(double x) => x > -1e-5 ? x * (1 + x / 2 * (1 + x / 3)) : Math.Exp(x) - 1;
}
