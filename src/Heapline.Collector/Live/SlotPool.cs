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

    // Steps of at most a half: a run is 80 % full on average.
    private static ReadOnlySpan<byte> Capacities => [2, 4, 6, 8, 12, 16, 24, 32, 48, 64];

    private readonly NativeArray<ulong> _slots = new(1 << 16, hugePages: true);
    private readonly uint[] _free = new uint[Capacities.Length];
    private long _used = UnitSlots; // unit 0 stays unused: 0 ends a free list

    /// <summary>First slot of the run that begins at <paramref name="unit"/>; good until the next <see cref="Rent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* Run(uint unit) => _slots.Pointer + (long)unit * UnitSlots;

    /// <summary>Bytes of memory in use, free runs included.</summary>
    public long Bytes => _used * sizeof(ulong);

    /// <summary>Slots in a run of <paramref name="sizeClass"/>.</summary>
    public static int Capacity(int sizeClass) => Capacities[sizeClass];

    /// <summary>The smallest class with room for <paramref name="slots"/> slots.</summary>
    public static int ClassFor(int slots)
    {
        var sizeClass = 0;
        while (Capacities[sizeClass] < slots)
            sizeClass++;
        return sizeClass;
    }

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
