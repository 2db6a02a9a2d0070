using System.Runtime.CompilerServices;

namespace Heapline.Agent.Lines;

/// <summary>
/// When a line's end reads memory, and when the last reading still stands. Only for holders of the GIL: there is one last reading in the process.
/// </summary>
/// <remarks>
/// A page comes through a page fault and goes through a system call, and both take time: within <see cref="LongestNs"/> only a few can. So a reading that is
/// no older stands for now, unless memory is known to move about here (<see cref="LineRecord.Watched"/>). docs/measuring.md has the bound and its arithmetic.
/// </remarks>
internal static class Readings<TSource>
    where TSource : struct, IReadingSource
{
    /// <summary>How old a reading may be, in nanoseconds. At 5 µs readings take at most a fifth of the time, and a munmap of one huge page (6.6 µs) is seen where it happens.</summary>
    public const ulong LongestNs = 5_000;

    private static ulong _takenNs;
    private static long _bytes;

    /// <summary>Resident bytes, read now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Fresh() => Take(TSource.Nanoseconds());

    /// <summary>Resident bytes, read now if <paramref name="watched"/> is not 0, else not longer ago than <see cref="LongestNs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Recent(int watched)
    {
        var nowNs = TSource.Nanoseconds();
        return watched == 0 && nowNs - _takenNs < LongestNs ? _bytes : Take(nowNs);
    }

    /// <summary>Forgets the last reading: it was another process's.</summary>
    public static void Forget() => _takenNs = 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Take(ulong nowNs)
    {
        // The time before the reading: it may be older than it seems, never younger.
        _takenNs = nowNs;
        return _bytes = TSource.ResidentBytes();
    }
}
