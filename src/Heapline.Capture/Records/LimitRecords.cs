using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Block kind 19: each record begins with a byte that says which it is.
/// <code>
/// 00  Limit: bytes (number)                              00   80 80 80 80 02                  512 MiB
/// 01  Kill:  time in ns (signed), limit in bytes (number)  01   80 A8 D6 B9 07   80 80 80 80 02   at 1 s, at the limit of 512 MiB; 0 for the machine's
/// </code>
/// The last of each counts.
/// </summary>
internal static class LimitRecords
{
    private const byte Limit = 0;
    private const byte Kill = 1;

    public static void Write(RecordBuffer buffer, MemoryLimit limit)
    {
        buffer.Byte(Limit);
        buffer.Number(limit.Bytes);
    }

    public static void Write(RecordBuffer buffer, OutOfMemoryKill kill)
    {
        buffer.Byte(Kill);
        buffer.Signed(kill.TimeNs);
        buffer.Number(kill.LimitBytes);
    }

    public static void Read(ref RecordReader reader, Bounds bounds, ref MemoryLimit? limit, ref OutOfMemoryKill? kill)
    {
        switch (reader.Byte())
        {
            case Limit:
                limit = new MemoryLimit(reader.Number());
                bounds.Amount(limit.Bytes);
                break;
            case Kill:
                kill = new OutOfMemoryKill(reader.Signed(), reader.Number());
                bounds.Check(kill);
                break;
            case var which:
                throw new InvalidBlockException($"expected a record of kind 19 that this version knows, found number {which}");
        }
    }
}
