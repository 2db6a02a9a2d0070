using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Block kinds 15 to 17, what is known of trees of processes. Kinds 15 and 16 begin each record with a byte that says which it is.
/// <code>
/// 15  00  Proportional:   process (number), time − that of the process's last (signed; its first: the time), bytes − that one's (signed)
///         00   80 84 AF 5F   80 80 01                     process 0, 100 ms later, 8,192 bytes more
/// 16  00  Details:        process (number), kind (byte), parent + 1 (number), name (text), fork tick + 1, bytes and blocks inherited (numbers)
///         00   02   00   06 46 6F 72 6B 2D 31   08   80 08   04    process 0, a fork, of none here, "Fork-1", after tick 7, 1,024 bytes in 4 blocks
///     01  InheritedFrees: process, tick, how many entries (numbers); each: site − the one before − 1 (number), blocks, bytes (numbers)
///         00   09   02   03 01 38   01 02 70              process 0, tick 9: of site 3 one block of 56 bytes, of site 5 two of 56
/// 17      Thread:         thread (number), kernel's name, Python's name (texts), has Python (byte), creator + 1, its stack + 1 (numbers)
///         00   07 70 79 74 68 6F 6E 33   08 54 68 72 65 61 64 2D 31   01   00   00
/// </code>
/// </summary>
internal static class TreeRecords
{
    public const byte Proportional = 0;
    public const byte Details = 0;
    public const byte Frees = 1;

    public static void Write(RecordBuffer buffer, ProportionalSample sample, ProcessState state)
    {
        buffer.Byte(Proportional);
        buffer.Number(sample.Process);
        buffer.Signed(sample.TimeNs - state.ProportionalNs);
        buffer.Signed(sample.Bytes - state.ProportionalBytes);
        (state.ProportionalNs, state.ProportionalBytes) = (sample.TimeNs, sample.Bytes);
    }

    public static ProportionalSample ReadProportional(ref RecordReader reader, KnownIds known)
    {
        var process = reader.Index(known.Processes, "processes");
        var state = known.Process(process);
        state.ProportionalNs += reader.Signed();
        state.ProportionalBytes = reader.After(state.ProportionalBytes, "proportional bytes");
        return new ProportionalSample(process, state.ProportionalNs, state.ProportionalBytes);
    }

    public static void Write(RecordBuffer buffer, ProcessDetails details)
    {
        buffer.Byte(Details);
        buffer.Number(details.Process);
        buffer.Byte((byte)details.Kind);
        buffer.Number(details.Parent + 1);
        buffer.Text(details.Name);
        buffer.Number(details.ForkTick + 1);
        buffer.Number(details.InheritedBytes);
        buffer.Number(details.InheritedBlocks);
    }

    public static ProcessDetails ReadDetails(ref RecordReader reader, KnownIds known)
    {
        var process = reader.Index(known.Processes, "processes");
        var kind = (ProcessKind)reader.Byte();
        return new ProcessDetails(
            process, kind <= ProcessKind.Program ? kind : ProcessKind.Unknown, reader.Index(known.Processes + 1, "processes") - 1, reader.Text(),
            reader.SmallNumber() - 1, reader.Number(), reader.Number());
    }

    public static void Write(RecordBuffer buffer, int process, int tick, ReadOnlySpan<LiveBlocks> frees)
    {
        buffer.Byte(Frees);
        buffer.Number(process);
        buffer.Number(tick);
        buffer.Number(frees.Length);
        var before = -1;
        foreach (ref readonly var blocks in frees)
        {
            buffer.Number(blocks.Site.Value - before - 1);
            buffer.Number(blocks.Count);
            buffer.Number(blocks.Bytes);
            before = blocks.Site.Value;
        }
    }

    public static InheritedFrees ReadFrees(ref RecordReader reader, KnownIds known)
    {
        var process = reader.Index(known.Processes, "processes");
        var tick = reader.SmallNumber();
        var count = reader.SmallNumber();
        // Each entry takes three bytes at least.
        if (count > reader.Remaining / 3)
            throw new InvalidBlockException($"expected {count} inherited sites, found {reader.Remaining} bytes before the end of the block");
        var blocks = new LiveBlocks[count];
        var site = -1;
        for (var i = 0; i < count; i++)
        {
            site += 1 + reader.Index(known.Sites - site - 1, "sites");
            blocks[i] = new LiveBlocks(new SiteId(site), reader.Number(), reader.Number());
        }
        return new InheritedFrees(process, tick, blocks);
    }

    public static void Write(RecordBuffer buffer, ThreadDetails details)
    {
        buffer.Number(details.Thread);
        buffer.Text(details.KernelName);
        buffer.Text(details.PythonName);
        buffer.Byte(details.HasPython ? (byte)1 : (byte)0);
        buffer.Number(details.Creator + 1);
        buffer.Number(details.CreatedBy.Value + 1);
    }

    public static ThreadDetails ReadThread(ref RecordReader reader, KnownIds known) => new(
        reader.Index(known.Threads, "threads"), reader.Text(), reader.Text(), reader.Byte() != 0,
        reader.Index(known.Threads + 1, "threads") - 1, new StackId(reader.Index(known.Stacks + 1, "stacks") - 1));
}
