namespace Heapline.Capture.Tests;

public sealed class HostileTests
{
    /// <summary>Reads the block after whole definitions; what it is refused for.</summary>
    private static string? Damage(byte kind, string hex) => Read(Raw.Block(kind, Raw.Bytes(hex))).Damage;

    private static CaptureData Read(params byte[][] blocks) =>
        Captures.Read([.. Raw.Header(), .. Raw.Run, .. Raw.Definitions, .. blocks.SelectMany(b => b)]);

    [Theory]
    [InlineData(3, "02 01 00", "expected one of 2 processes, found number 2")]
    [InlineData(4, "01 01 61 00", "expected one of 1 files, found number 1")]
    [InlineData(5, "02 00 00", "expected the parent of stack 1 among the stacks before it, found 2 back")]
    [InlineData(5, "00 02 00", "expected one of 1 functions, found number 1")]
    [InlineData(5, "00 01 00", "expected one of 1 functions, found number -1")]
    [InlineData(6, "02 00 00", "expected one of 1 threads, found number 1")]
    [InlineData(6, "00 02 00", "expected one of 2 stacks, found number 2")]
    [InlineData(2, "01 00 FF FF FF FF 07", "expected 2147483647 texts, found 0 bytes before the end of the block")]
    [InlineData(7, "FF FF FF FF 07", "expected a text of 2147483647 bytes, found 0 bytes before the end of the block")]
    [InlineData(7, "01 61 05 62", "expected 5 bytes, found 1 bytes before the end of the block")]
    [InlineData(8, "00 00 00 00 00 00 00 FF FF FF FF 07 00 01 02 03", "expected 4096 entries, found 3 bytes for them")]
    [InlineData(8, "00 00 00 00 00 00 00 00 FF FF FF FF 07 01 02 03", "expected 4096 entries, found 3 bytes for them")]
    [InlineData(8, "00 00 00 00 01 00 00 00 00", "expected bytes alive from 0 up, found -1")]
    [InlineData(8, "00 00 00 00 00 00 00 01 00 03 08 00", "expected one of 8 sites, found one 9 after -1")]
    [InlineData(8, "00 00 00 00 00 00 00 00 01 13 00 00", "expected a site in a tick's first later free, found 'the same as before'")]
    [InlineData(8, "00 05 00 00 00 00 00 00 01 03 00 05 00", "expected a tick before 5, found -1")]
    [InlineData(8, "00 05 00 00 00 00 00 00 02 03 13 00 00 04 00 00", "expected a tick before 5, found 9")]
    [InlineData(9, "00 00 01", "expected resident bytes from 0 up, found -1")]
    [InlineData(10, "00 00 00 01 03 08 00", "expected one of 8 sites, found one 9 after -1")]
    [InlineData(10, "00 00 00 01 02 00 FF FF FF FF FF FF FF FF 7F 02", "expected fewer than 2^63 bytes, found 9223372036854775807 blocks of 2")]
    [InlineData(9, "00 FF FF FF FF FF FF FF FF FF 02 00", "expected a number of at most 64 bits, found a longer one at byte 11 of the block")]
    [InlineData(12, "00 00 00 00 00 00 00 00 00 00", "expected one end of process 0, found a second")]
    [InlineData(9, "00 80 80 80 80 80 80 80 80 20 00", "expected a time within 2^60 ns of the start, found 1152921504606846976")]
    [InlineData(9, "00 00 80 80 80 80 80 80 80 80 20", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(8, "00 00 00 00 00 00 00 03 00 01 01 01 00 00 00 FF FF FF FF FF FF FF FF 0F FF FF FF FF FF FF FF FF 0F FF FF FF FF FF FF FF FF 0F", "expected numbers that add up to less than 2^61, found 3458764513820540925")]
    [InlineData(12, "00 00 80 80 80 80 80 80 80 80 10 00 00", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(14, "01 00 00 80 80 80 80 80 80 80 80 10", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(14, "01 80 80 80 80 80 80 80 80 20 00 01", "expected a time within 2^60 ns of the start, found 1152921504606846976")]
    [InlineData(14, "01 00 00 00", "expected bytes between samples above 0, found 0")]
    [InlineData(14, "02 00 00 80 80 80 80 80 80 80 80 10", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(14, "02 10 00 01", "expected one of 8 sites, found number 8")]
    [InlineData(16, "00 00 01 00 00 00 80 80 80 80 80 80 80 80 10 00", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(18, "00 00 00 00 80 80 80 80 80 80 80 80 10 00 00 00", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(18, "00 00 FF FF FF FF FF FF FF FF 0F 00 00 00 00 00 00 00 FF FF FF FF FF FF FF FF 0F 00 00 00 00 00 00 00 FF FF FF FF FF FF FF FF 0F 00 00 00 00 00", "expected numbers that add up to less than 2^61, found 3458764513820540925")]
    [InlineData(18, "01 80 80 80 80 80 80 80 80 10 00", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(19, "00 80 80 80 80 80 80 80 80 10", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(19, "01 80 80 80 80 80 80 80 80 20 00", "expected a time within 2^60 ns of the start, found 1152921504606846976")]
    [InlineData(20, "00 00 01 61 80 80 80 80 80 80 80 80 20 00", "expected a time within 2^60 ns of the start, found 1152921504606846976")]
    [InlineData(20, "00 01 01 61 00 00 00 00 80 80 80 80 80 80 80 80 10 00", "expected a number from 0 up, below 2^60, found 1152921504606846976")]
    [InlineData(13, "00 00 00 00 00", "expected one record, found 1 bytes after it")]
    [InlineData(1, "00", "expected one description of the run, found a second")]
    public void Nonsense_is_damage_with_what_was_expected_and_found(byte kind, string hex, string expected)
    {
        var offset = Raw.Header().Length + Raw.Run.Length + Raw.Definitions.Length;
        Assert.Equal($"at byte {offset}: {expected}", Damage(kind, hex));
    }

    [Fact]
    public void Unknown_kind_of_block_is_passed_over()
    {
        var read = Read(Raw.Block(200, [1, 2, 3]), Raw.Block(13, Raw.Bytes("05 00 00 00")));
        Assert.Null(read.Damage);
        Assert.Equal(new RunEnd(5, 0, 0, ""), read.End);
    }

    [Fact]
    public void Unknown_allocator_is_read_as_unknown() =>
        Assert.Equal(new Site(0, StackId.None, AllocatorKind.Unknown), Read(Raw.Block(6, Raw.Bytes("00 01 63"))).Sites[^1]);

    [Fact]
    public void Block_that_unpacks_to_more_than_it_says_is_damage() =>
        Assert.Contains("found data that does not unpack to that", Read(Raw.Block(200, 1, Raw.Brotli(new byte[5000]), 4000)).Damage);

    [Fact]
    public void Block_that_unpacks_to_less_than_it_says_is_damage() =>
        Assert.Contains("found data that does not unpack to that", Read(Raw.Block(200, 1, Raw.Brotli(new byte[5000]), 6000)).Damage);

    [Fact]
    public void Block_larger_than_the_limit_is_damage() =>
        Assert.Contains("expected a block of at most 4194304 bytes, found one of 4194305", Read(Raw.Block(200, 1, Raw.Brotli(new byte[5000]), (4 << 20) + 1)).Damage);

    [Fact]
    public void File_that_unpacks_out_of_proportion_is_damage()
    {
        var bomb = Raw.Block(200, 1, Raw.Brotli(new byte[4 << 20]), 4 << 20);
        var read = Read(bomb, bomb, bomb, bomb, bomb);
        Assert.Matches("expected blocks of at most 4[0-9]{6} bytes up to here, found [48]", read.Damage);
    }

    [Fact]
    public void Writer_keeps_to_the_proportion_that_the_reader_asks_for()
    {
        var source = new string('a', 6_000_000);
        var bytes = Captures.Write(SmallCapture.Data with { Sources = new Dictionary<string, string> { ["ab.py"] = source } });
        var read = Captures.Read(bytes);
        Assert.Null(read.Damage);
        Assert.Equal(source, read.Sources["ab.py"]);
        Assert.InRange(bytes.Length, 50_000, 400_000);
    }

    [Fact]
    public void Count_alone_takes_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(Damage(8, "00 00 00 00 00 00 00 FF FF FF FF 07 FF FF FF FF 07"));
        Assert.NotNull(Damage(10, "00 00 00 FF FF FF FF 07"));
        Assert.NotNull(Damage(7, "01 61 FF FF FF FF 07"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Random_records_in_sound_blocks_never_throw()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 30_000; i++)
        {
            var raw = new byte[random.Next(1, 60)];
            random.NextBytes(raw);
            // Small numbers get past the first checks more often.
            for (var j = 0; j < raw.Length; j++)
                raw[j] = random.Next(4) == 0 ? raw[j] : (byte)(raw[j] & 7);
            var read = Read(Raw.Block((byte)random.Next(1, 14), raw));
            Assert.Equal("exact", read.Run.Mode);
            AssertIdsExist(read);
        }
    }

    private static void AssertIdsExist(CaptureData data)
    {
        Assert.All(data.Threads, t => Assert.InRange(t.Process, 0, data.Processes.Count - 1));
        foreach (var (id, node) in data.Stacks.Index())
        {
            Assert.InRange(node.Parent.Value, -1, id - 1);
            Assert.InRange(node.Function.Value, 0, data.Functions.Count - 1);
        }

        Assert.All(data.Sites, s => Assert.InRange(s.Stack.Value, -1, data.Stacks.Count - 1));
        foreach (var tick in data.Ticks)
        {
            Assert.InRange(tick.Process, 0, data.Processes.Count - 1);
            Assert.All(tick.Changes, c => Assert.InRange(c.Site.Value, 0, data.Sites.Count - 1));
            Assert.All(tick.LaterFrees, f => Assert.InRange(f.Site.Value, 0, data.Sites.Count - 1));
            Assert.All(tick.LaterFrees, f => Assert.InRange(f.AllocatedTick, 0, tick.Number - 1));
        }
    }
}
