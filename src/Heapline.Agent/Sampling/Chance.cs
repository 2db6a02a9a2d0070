using System.Runtime.CompilerServices;
using System.Threading;

namespace Heapline.Agent.Sampling;

/// <summary>
/// Numbers by chance, without a lock and without floating point: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), which
/// is a counter and a hash. Whoever draws has a counter of its own, a <em>stream</em>: what others draw, and when, changes nothing for it.
/// </summary>
internal static class Chance
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private static ulong _streams;

    /// <summary>Begins anew.</summary>
    public static void Seed(ulong seed) => _streams = Hash(seed);

    /// <summary>A forked child goes its own way, with streams that begin from now on.</summary>
    public static void AfterForkInChild(uint pid) => _streams = Hash(_streams + pid);

    /// <summary>The next stream; never 0. Any thread may ask at any time.</summary>
    public static ulong NewStream() => Hash(Interlocked.Add(ref _streams, Step)) | 1;

    /// <summary>64 bits.</summary>
    public static ulong Next(ref ulong stream) => Hash(stream += Step);

    /// <summary>
    /// Bytes until the next sample, exponentially distributed with the given mean. By von Neumann's method ("Various techniques used in connection with random digits",
    /// 1951), which needs comparisons alone: of a falling run of uniform numbers that begins with u, the length is odd with a chance of e^-u. As often as it is even, the result
    /// grows by 1, which has the chance 1 - (1 - 1/e) = 1/e that an exponential number's whole part needs.
    /// </summary>
    public static long Exponential(ref ulong stream, long mean)
    {
        for (ulong whole = 0; ; whole++)
        {
            var first = Next(ref stream);
            var odd = true;
            for (ulong last = first, next; (next = Next(ref stream)) < last; last = next) odd = !odd;
            if (odd) return (long)(whole * (ulong)mean + System.Math.BigMul(first, (ulong)mean, out _));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
