using System.Runtime.CompilerServices;

namespace Heapline.Agent.Lines;

/// <summary>
/// When a line's end reads memory, and when the last reading still stands. Only for holders of the GIL: there is one last reading in the process.
/// </summary>
/// <remarks>
/// A page comes through a page fault and goes through a system call, and both take time: within <see cref="LongestNs"/> only a few can. So a reading that is
/// no older is still good, unless memory is known to move about here (<see cref="LineRecord.Watched"/>). docs/measuring.md has the bound and its arithmetic.
/// <para>Were readings evenly spaced, a loop that takes memory and gives it back could keep step with them and show the same number each time, for ever. So how long a
/// reading stands differs from one to the next.</para>
/// </remarks>
internal static class Readings<TSource>
    where TSource : struct, IReadingSource
{
    /// <summary>How old a reading may be, in nanoseconds. At 5 µs readings take at most a fifth of the time, and a munmap of one huge page (6.6 µs) is seen where it happens.</summary>
    public const ulong LongestNs = 5_000;
    /// <summary>How long it always stands; between the two by chance.</summary>
    public const ulong ShortestNs = LongestNs - (1 << ChanceBits);

    private const int ChanceBits = 11;

    private static ulong _dueNs;
    private static ulong _chance;
    private static long _bytes;

    /// <summary>Resident bytes, read now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Fresh() => Take(TSource.Nanoseconds());

    /// <summary>Resident bytes, read now if <paramref name="watched"/> is not 0, else not longer ago than <see cref="LongestNs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Recent(int watched)
    {
        var nowNs = TSource.Nanoseconds();
        return watched == 0 && nowNs < _dueNs ? _bytes : Take(nowNs);
    }

    /// <summary>Forgets the last reading: it was another process's. Chance begins anew.</summary>
    public static void Forget() => _dueNs = _chance = 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Take(ulong nowNs)
    {
        // Knuth's linear congruential generator (MMIX), whose high bits are the good ones.
        _chance = _chance * 6364136223846793005 + 1442695040888963407;
        // From the time before the reading on: it counts as older than it is, never as younger.
        _dueNs = nowNs + LongestNs - (_chance >> 64 - ChanceBits);
        return _bytes = TSource.ResidentBytes();
    }
}
