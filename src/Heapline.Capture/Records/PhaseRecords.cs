using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Marks and spans that the program set.
/// <code>
/// thread (number), kind (0 a mark, 1 a span), name (text), start in ns (signed), bytes alive there (number);
/// a span also: end − start (number), alive at its end − at its start (signed), the most alive − at its start (number), allocations (number)
///       00 00   04 6C 6F 61 64   A0 DD 8C 03   B0 0C               mark "load" of thread 0 at 3.25 ms, 1,584 bytes alive
/// </code>
/// </summary>
internal static class PhaseRecords
{
    public static void Write(RecordBuffer buffer, Phase phase)
    {
        buffer.Number(phase.Thread);
        buffer.Byte(phase.IsMark ? (byte)0 : (byte)1);
        buffer.Text(phase.Name);
        buffer.Signed(phase.StartNs);
        buffer.Number(phase.StartHeapBytes);
        if (phase.IsMark)
            return;
        buffer.Number(phase.EndNs - phase.StartNs);
        buffer.Signed(phase.EndHeapBytes - phase.StartHeapBytes);
        buffer.Number(phase.HighestHeapBytes - phase.StartHeapBytes);
        buffer.Number(phase.Allocations);
    }

    public static Phase Read(ref RecordReader reader, KnownIds known)
    {
        var thread = reader.Index(known.Threads, "threads");
        var kind = reader.Byte();
        if (kind > 1)
            throw new InvalidBlockException($"expected a mark (0) or a span (1), found {kind}");
        var name = reader.Text();
        var start = reader.Signed();
        var heap = reader.Number();
        if (kind == 0)
            return new Phase(thread, name, true, start, start, heap, heap, heap, 0);
        var end = Sum(start, reader.Number());
        return new Phase(thread, name, false, start, end, heap, reader.After(heap, "bytes alive"), Sum(heap, reader.Number()), reader.Number());
    }

    private static long Sum(long a, long b)
    {
        try
        {
            return checked(a + b);
        }
        catch (OverflowException)
        {
            throw new InvalidBlockException($"expected a sum below 2^63, found {a} + {b}");
        }
    }
}
