using Heapline.Protocol;

namespace Heapline.Collector.Lanes;

/// <summary>Where the parts of a segment stand in this process's memory. Whoever makes one keeps the memory mapped as long as it is used.</summary>
internal readonly unsafe struct LaneMemory
{
    /// <summary>The parts of the segment that begins at <paramref name="header"/>, which says how long its lanes are.</summary>
    public LaneMemory(SegmentHeader* header)
    {
        Header = header;
        MainWords = header->MainLaneWords;
        SideSlots = header->SideLaneSlots;
        Main = (ulong*)((byte*)header + SegmentHeader.Bytes);
        Side = (SideSlot*)(Main + MainWords);
    }

    /// <summary>The first page.</summary>
    public SegmentHeader* Header { get; }
    /// <summary>The main lane.</summary>
    public ulong* Main { get; }
    /// <summary>The side lane.</summary>
    public SideSlot* Side { get; }
    /// <summary>Words in the main lane: a power of two. Read once, since the process could write over its header.</summary>
    public uint MainWords { get; }
    /// <summary>Slots in the side lane: a power of two.</summary>
    public uint SideSlots { get; }
}
