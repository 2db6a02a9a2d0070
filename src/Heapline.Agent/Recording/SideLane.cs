using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>
/// Writes the side lane: any thread, at any time, no GIL. Slots are reserved with one atomic add and committed one by one; see <see cref="SideSlot"/>.
/// </summary>
/// <remarks>
/// The main lane's position is read <em>before</em> the slots are reserved. Were it the other way round, two threads could take slots in one order and positions in
/// the other, and a block freed here and got again by the GIL's holder could be seen in the wrong order.
/// </remarks>
internal static unsafe class SideLane
{
    /// <summary>After so many slots a writer looks whether the collector still lives, as in <see cref="MainLane.LookEveryWords"/>. A power of two.</summary>
    public const ulong LookEverySlots = 1024;

    private static SegmentHeader* _header;
    private static SessionPage* _session;
    private static SideSlot* _slots;
    private static ulong _capacity;

    /// <summary>Most words that one record may have.</summary>
    public static uint MaxRecordWords => (uint)(_capacity / 4);

    /// <summary>Takes a fresh segment.</summary>
    public static void Begin(SegmentHeader* header, SessionPage* session)
    {
        _header = header;
        _session = session;
        _slots = (SideSlot*)((byte*)header + SegmentHeader.Bytes + 8UL * header->MainLaneWords);
        _capacity = header->SideLaneSlots;
    }

    /// <summary>Writes a record; false when recording has ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Write(ulong* record, uint words)
    {
        var count = (words + 1) / 2;
        var mainPosition = Volatile.Read(ref _header->MainHead);
        var first = Interlocked.Add(ref _header->SideHead, count) - count;
        if (first + count - Volatile.Read(ref _header->SideTail) > _capacity
            && !Backpressure.Wait(_header, _session, ref _header->SideTail, first + count - _capacity))
            return false;
        if (((first ^ first + count) & ~(LookEverySlots - 1)) != 0 && !Backpressure.Look(_session)) return false;
        for (uint i = 0; i < count; i++)
        {
            var slot = _slots + (first + i & _capacity - 1);
            slot->MainPosition = mainPosition;
            slot->Word0 = record[2 * i];
            slot->Word1 = 2 * i + 1 < words ? record[2 * i + 1] : 0;
            Volatile.Write(ref slot->Sequence, first + i + 1);
        }
        return true;
    }
}
