using System.Runtime.InteropServices;

namespace Heapline.Collector.Live;

/// <summary>1 KiB of the profiled program's address space: which of its 64 granules of 16 bytes have a slot, and where the slots stand.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Chunk
{
    /// <summary>Bit g: granule g has a slot. The slots stand in the order of the granules, so a slot's index is the number of bits below.</summary>
    public ulong Granules;
    /// <summary>Where the slots begin, in units of <see cref="SlotPool.UnitSlots"/> slots.</summary>
    public uint Slots;
    /// <summary>Slots that hold a block; the others were freed and wait for the address to come back.</summary>
    public ushort Live;
    /// <summary>Size class of the slots, as <see cref="SlotPool"/> counts them.</summary>
    public byte SizeClass;
    /// <summary>1 when it has been emptied and its slots are to be given back some time, if it is empty then; else 0.</summary>
    public byte IsWatched;
}
