using Heapline.Agent.Recording;
using Heapline.Protocol;
using Record = Heapline.Protocol.Record;

namespace Heapline.Agent.Tests;

/// <summary>Many laps of a main lane, read back as they are written.</summary>
internal static unsafe class Laps
{
    /// <summary>Records so many frees and allocations, and reads each as a collector would that always keeps up; the blocks that were written, and those that were read.</summary>
    public static (List<ulong> Written, List<ulong> Read) Go(SegmentHeader* header, int events, int seed)
    {
        var main = (ulong*)((byte*)header + SegmentHeader.Bytes);
        ulong tail = 0;
        var written = new List<ulong>();
        var read = new List<ulong>();
        var random = new Random(seed);
        for (var i = 0; i < events; i++)
        {
            var address = 0x10_0000 + 16 * i;
            written.Add((ulong)address);
            if (random.Next(2) == 0) Recorder.One(Lane.Main, RecordKind.Free, address);
            else Recorder.Allocated(Lane.Main, 3 + (uint)random.Next(2), address, unchecked((nuint)(1L << random.Next(35))), HookedFunction.Malloc);
            while (tail < header->MainHead)
            {
                var head = main[tail % header->MainLaneWords];
                if (Record.IsHere(head)) read.Add(Record.HereAddress(head));
                else if (Record.Kind(head) is not (RecordKind.Skip or RecordKind.Here)) read.Add(Record.Value(head));
                tail += (ulong)Record.Words(head);
            }
            header->MainTail = tail;
        }
        return (written, read);
    }
}
