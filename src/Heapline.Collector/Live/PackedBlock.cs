using System.Runtime.CompilerServices;

namespace Heapline.Collector.Live;

/// <summary>
/// What is known of a live block, in one word:
/// <code>
///  bit 63        40 39         16 15      0
///     ┌────────────┬─────────────┬─────────┐
///     │  site + 1  │ size, bytes │  tick   │
///     └────────────┴─────────────┴─────────┘
/// </code>
/// Zero is no block. A size of <see cref="LargeSize"/> says that the size stands elsewhere.
/// Example: site 4, 56 bytes, tick 7 → <c>0x000005_000038_0007</c>.
/// </summary>
/// <remarks>24 bits of site are 16.7 million call stacks; 16 bits of tick are 80 times an hour's, and ticks grow with the logarithm of time.</remarks>
internal static class PackedBlock
{
    public const int MaxSites = (1 << 24) - 2;
    public const int MaxTick = ushort.MaxValue;
    public const ulong LargeSize = (1 << 24) - 1;
    public const int SiteShift = 40;
    public const int SizeShift = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(int site, ulong size, int tick) => (ulong)(uint)(site + 1) << SiteShift | size << SizeShift | (uint)tick;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Site(ulong packed) => (int)(packed >> SiteShift) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Size(ulong packed) => packed >> SizeShift & LargeSize;

    /// <summary>How many times 16 bytes it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Granules(ulong packed) => (int)(Size(packed) + 15) / 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Tick(ulong packed) => (ushort)packed;
}
