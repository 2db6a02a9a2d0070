using Heapline.Fuzz.Mutation;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>Small captures that unpack to as much as the format allows, of one kind of record each; every checksum is right.</summary>
internal static class Bombs
{
    // What the blocks of a small file may unpack to, all together, less the definitions.
    private const int RawBytes = (4 << 20) - (64 << 10);
    private const int BlockBytes = 1 << 20;

    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["a stack of more than a million frames"] = () => File(Definitions, Filled(5, "01 00 01"), DeepestSite, Peak),
        ["a million stacks side by side"] = () => File(Definitions, Filled(5, "00 00 01"), DeepestSite, Peak),
        ["a million functions"] = () => File(Definitions, Filled(4, "01 00 01")),
        ["a million threads"] = () => File(Definitions, Filled(3, "00 01 00")),
        ["a million sites"] = () => File(Definitions, Filled(6, "00 00 0F"), Peak),
        ["hundreds of thousands of processes"] = () => File(Definitions, Filled(2, "01 00 00 00 00")),
        ["a process with millions of arguments"] = () => File(Definitions, [new Block(2, [.. Bytes("01 00"), .. Number(RawBytes), .. new byte[RawBytes], .. Bytes("00 00")])]),
        ["hundreds of thousands of ticks"] = () => File(Definitions, Filled(8, "00 00 00 02 02 00 00 00 00")),
        ["a million readings"] = () => File(Definitions, Filled(9, "00 02 02")),
        ["hundreds of thousands of calls"] = () => File(Definitions, Filled(11, "00 00 02 02 00 00 00")),
        ["a million marks"] = () => File(Definitions, Filled(20, "00 00 00 02 02")),
        ["a million prices"] = () => File(Definitions, Filled(18, "00 00 00 00 00 00 00 00")),
        ["a million weights of samples"] = () => File(Definitions, Filled(14, "02 00 00 02"), Peak),
        ["a million rates of samples"] = () => File(Definitions, Filled(14, "01 00 01 02"), Peak),
        ["a million readings of shared memory"] = () => File(Definitions, Filled(15, "00 00 02 02")),
        ["a million descriptions of a thread"] = () => File(Definitions, Filled(17, "00 00 00 00 00 00"), Peak),
        ["hundreds of thousands of inherited frees"] = () => File(Definitions, Filled(2, "01 00 00 00 00", 1), Forks(2, process => process - 1), Filled(16, "01 01 00 01 00 00 00"), Peak),
        ["processes that are forks of each other"] = () => File(Definitions, Filled(2, "01 00 00 00 00", 999), Forks(1000, process => (process + 1) % 1000), Ends(1000), Filled(8, "00 00 00 02 02 00 00 00 00", 1000)),
        ["thousands of forks, each of the one before it"] = () => File(Definitions, Filled(2, "01 00 00 00 00", 4_999), Forks(5_000, process => process - 1), Ends(5_000), Peak),
        ["hundreds of thousands of processes and ticks"] = () => File(Definitions, Filled(2, "01 00 00 00 00", 300_000), Ends(5_000), Filled(8, "00 00 00 02 02 00 00 00 00", 200_000)),
        ["hundreds of thousands of collections"] = () => File(Definitions, Filled(21, "00 02 02 01 01 01"), Peak),
        ["a million lines of a decorated function"] = () => File(Definitions, Lines(), Peak),
        ["a million names of a module"] = () => File(Definitions, Filled(24, "00 01 61"), Peak),
        ["frames, sites and processes in a larger file"] = () => File(Definitions, Ballast,
            Filled(5, "01 00 01", 650_000), Filled(6, "00 00 0F", 300_000), Filled(2, "01 00 00 00 00", 300_000), Peak),
        ["a tick that frees a million times"] = () => File(Definitions, LaterFrees()),
        ["a source of a million lines"] = () => File(Definitions, Source()),
        ["a billion of everything announced"] = () => File(Definitions,
            [new Block(2, Bytes("01 00 80 94 EB DC 03")), new Block(8, Bytes("00 00 00 00 00 00 00 80 94 EB DC 03 80 94 EB DC 03")), new Block(10, Bytes("00 00 00 80 94 EB DC 03"))]),
        ["an hour of readings that were all the same, of many processes"] = () => File(Definitions, Filled(2, "01 00 00 00 00", 5_000),
            [new Block(9, [.. Enumerable.Range(0, 1000).SelectMany(process => (byte[])[.. Number(process), 0, 2, .. Number(process), .. Bytes("80 C0 E0 86 E6 9A 01 00")])])]),
    };

    private static Block[] Definitions =>
    [
        new Block(1, Bytes("03 30 2E 31  00  01 2F  05 65 78 61 63 74  00 00 0A")), new Block(2, Bytes("01 00 00 00 00")), new Block(3, Bytes("00 D2 09 04 6D 61 69 6E")),
        new Block(4, Bytes("00 05 61 62 2E 70 79 03 66 6F 6F 0C")), new Block(5, Bytes("00 00 0D")), new Block(6, Bytes("00 00 0F")),
    ];

    // The last of a million or so stacks: the site is by so much after stack 0.
    private static Block[] DeepestSite => [new Block(6, [0, .. Number(2 * (RawBytes / 3 - 10)), 0x0F])];

    private static Block[] Peak => [new Block(8, Bytes("00 00 00 02 80 10 00 00 01 00 03 00 80 08")), new Block(10, Bytes("00 02 80 08 01 03 00 80 08"))];

    private static byte[] File(params IEnumerable<IEnumerable<Block>> parts) => BlockFile.Write(parts.SelectMany(part => part), _ => true);

    private static Block[] Filled(byte kind, string record, int count = int.MaxValue)
    {
        var bytes = Bytes(record);
        count = Math.Min(count, RawBytes / bytes.Length);
        var blocks = new List<Block>();
        for (var left = count; left > 0; left -= BlockBytes / bytes.Length)
            blocks.Add(new Block(kind, [.. Enumerable.Repeat(bytes, Math.Min(left, BlockBytes / bytes.Length)).SelectMany(each => each)]));
        // A function's first record in a block brings its file.
        return kind == 4 ? [.. blocks.Select(block => block with { Raw = [.. Bytes("00 05 61 62 2E 70 79 01 66 01"), .. block.Raw] })] : [.. blocks];
    }

    // Each has what its parent had after tick 0.
    private static Block[] Forks(int count, Func<int, int> parentOf) =>
        [new Block(16, [.. Enumerable.Range(0, count).SelectMany(process => (byte[])[0, .. Number(process), 2, .. Number(parentOf(process) + 1), 0, 1, 0, 0])])];

    private static Block[] Ends(int count) => [new Block(12, [.. Enumerable.Range(0, count).SelectMany(process => (byte[])[.. Number(process), 2, 0, 0, 0])])];

    // Tick 2^30, of whose blocks as many as there are bytes for were handed out in a tick each.
    private static Block[] LaterFrees()
    {
        const int run = 4096, runs = 300;
        var blocks = new List<Block> { new(8, [.. Bytes("00 80 80 80 80 04 00 00 00 00 00 00"), .. Number(run * runs)]) };
        for (var i = 0; i < runs; i++)
            blocks.Add(new Block(8, [.. Enumerable.Range(0, run).Select(entry => (byte)(i + entry == 0 ? 3 : 19)), .. i == 0 ? Bytes("00 80 80 80 20") : [0], .. new byte[run - 1], .. Enumerable.Repeat((byte)1, run)]));
        return [.. blocks];
    }

    // What stays as large in the file as it is, of a kind that nobody knows: behind it a file may hold more.
    private static Block[] Ballast
    {
        get
        {
            var bytes = new byte[50_000];
            new Random(1).NextBytes(bytes);
            return [new Block(255, bytes)];
        }
    }

    private static Block[] Lines()
    {
        const int lines = 250_000, blocks = 4;
        var more = Enumerable.Repeat(Bytes("01 00 00 00"), lines - 1).SelectMany(line => line).ToArray();
        return [.. Enumerable.Range(0, blocks).Select(block => new Block(23, [0, 0, .. Number(lines), .. Number(block * lines + 1), 0, 0, 0, .. more]))];
    }

    private static Block[] Source()
    {
        const int run = 65536, runs = 60;
        Block[] head = [new Block(7, [.. Bytes("05 61 62 2E 70 79"), .. Number(run * runs)])];
        return [.. head, .. Enumerable.Repeat(new Block(7, [.. Enumerable.Repeat((byte)'\n', run)]), runs), .. Peak];
    }

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
