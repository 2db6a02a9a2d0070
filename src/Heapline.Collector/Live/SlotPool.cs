using System.Runtime.CompilerServices;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Live;

/// <summary>
/// Runs of 2 to 64 slots of 8 bytes, cut from one growing array; freed runs wait in a list per size class, linked through their first word.
/// Owned by a <see cref="LiveMap"/>; one thread.
/// </summary>
internal sealed unsafe class SlotPool : IDisposable
{
    /// <summary>Runs begin at multiples of this many slots, so that 32 bits of index reach 64 GiB.</summary>
    public const int UnitSlots = 2;

    /// <summary>Where a run stands that holds nothing and is nobody's: all its slots are 0. It ends the lists of free runs, too.</summary>
    public const uint NoRun = 0;

    private const int LongestRun = 64;

    // Steps of at most a half: a run is 80 % full on average.
    private static ReadOnlySpan<byte> Capacities => [2, 4, 6, 8, 12, 16, 24, 32, 48, 64];

    // The smallest class with room for so many pairs.
    private static ReadOnlySpan<byte> ClassesByUnit => [0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9];

    private readonly NativeArray<ulong> _slots = new(1 << 16, hugePages: true);
    private readonly uint[] _free = new uint[Capacities.Length];
    private long _used = LongestRun;

    /// <summary>First slot of the run that begins at <paramref name="unit"/>; good until the next <see cref="Rent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* Run(uint unit) => _slots.Pointer + (long)unit * UnitSlots;

    /// <summary>Bytes of memory in use, free runs included.</summary>
    public long Bytes => _used * sizeof(ulong);

    /// <summary>Slots in a run of <paramref name="sizeClass"/>.</summary>
    public static int Capacity(int sizeClass) => Capacities[sizeClass];

    /// <summary>The smallest class with room for <paramref name="slots"/> slots.</summary>
    public static int ClassFor(int slots) => ClassesByUnit[(slots + 1) / UnitSlots];

    /// <summary>A run of the class; its slots hold anything.</summary>
    public uint Rent(int sizeClass)
    {
        var unit = _free[sizeClass];
        if (unit != 0)
        {
            _free[sizeClass] = (uint)*Run(unit);
            return unit;
        }
        unit = (uint)(_used / UnitSlots);
        _used += Capacities[sizeClass];
        _slots.Reserve(_used);
        return unit;
    }

    /// <summary>Gives a run back.</summary>
    public void Return(uint unit, int sizeClass)
    {
        *Run(unit) = _free[sizeClass];
        _free[sizeClass] = unit;
    }

    public void Dispose() => _slots.Dispose();
}
