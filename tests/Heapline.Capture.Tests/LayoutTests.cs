namespace Heapline.Capture.Tests;

/// <summary>The bytes in docs/capture-format.md mean what stands beside them there.</summary>
public sealed class LayoutTests
{
    private static CaptureData Read(params byte[][] blocks) => Captures.Read([.. Raw.Header(), .. blocks.SelectMany(b => b)]);

    private static CaptureData ReadAfterDefinitions(byte kind, string hex) => Read(Raw.Run, Raw.Definitions, Raw.Block(kind, Raw.Bytes(hex)));

    [Fact]
    public void Header_is_magic_version_and_checksum()
    {
        Assert.Equal("8948504C0D0A1A0A010000007A53DE22", Convert.ToHexString(SmallCapture.Bytes.AsSpan(0, 16)));
        Assert.Equal(Raw.Header(), SmallCapture.Bytes[..16]);
    }

    [Fact]
    public void Checksum_is_crc_32c() => Assert.Equal(0xE3069283, Raw.Crc("123456789"u8));

    [Fact]
    public void First_block_describes_the_run()
    {
        var run = new RunInfo("0.1", [], "/", "exact", new DateTimeOffset(0, TimeSpan.Zero), 10);
        Assert.Equal(Raw.Run, Captures.Write(new CaptureData { Run = run })[16..]);
        Assert.Equivalent(run, Read(Raw.Run).Run, strict: true);
    }

    [Fact]
    public void Every_block_has_the_checksum_of_its_header_and_payload()
    {
        var (bytes, at, blocks) = (SmallCapture.Bytes, 16, 0);
        for (; at < bytes.Length; blocks++)
        {
            var stored = BitConverter.ToInt32(bytes, at + 2);
            Assert.Equal(BitConverter.ToUInt32(bytes, at + 10), Raw.Crc([.. bytes.AsSpan(at, 10), .. bytes.AsSpan(at + 14, stored)]));
            at += 14 + stored;
        }

        Assert.Equal(bytes.Length, at);
        Assert.Equal(13, blocks);
    }

    [Fact]
    public void Definitions_are_as_drawn()
    {
        var read = Read(
            Raw.Run,
            Raw.Block(2, Raw.Bytes("01 00 00 00 00")),
            Raw.Block(3, Raw.Bytes("00   D2 09   04 6D 61 69 6E")),
            Raw.Block(4, Raw.Bytes("00 05 61 62 2E 70 79   03 66 6F 6F   0C   01   03 62 61 72   14")),
            Raw.Block(5, Raw.Bytes("00 00 0C   01   02   0D")),
            Raw.Block(6, Raw.Bytes("00 00 01   00   02   0F")));
        Assert.Equal(new ThreadInfo(0, 0, 1234, "main"), read.Threads[0]);
        Assert.Equal([new Function("foo", "ab.py", 12), new Function("bar", "ab.py", 20)], read.Functions);
        Assert.Equal(new StackNode(new StackId(0), new FunctionId(1), 13), read.Stacks[1]);
        Assert.Equal(new Site(0, new StackId(1), AllocatorKind.PyObjectMalloc), read.Sites[1]);
    }

    [Fact]
    public void Sampling_is_as_drawn()
    {
        // Raw.Definitions has sites 0 to 7.
        var read = ReadAfterDefinitions(14, "00 2A 00 00 00 00 00 00 00   01 00 01 80 80 20   02 0E 01 A4 92 01");
        Assert.Equal(42UL, read.Sampling.Seed);
        Assert.Equal([new SamplingRate(0, 1, 512 << 10)], read.Sampling.Rates);
        Assert.Equal([new SiteWeight(new SiteId(7), 1, 18_724)], read.Sampling.Weights);
        Assert.True(read.Sampling.IsEstimated);
    }

    [Fact]
    public void Cost_is_as_drawn()
    {
        var read = ReadAfterDefinitions(18, "01   80 80 80 0A   80 AD E2 04   00   00 80 DA C4 09 80 AD E2 04 05 00 80 20 80 40");
        Assert.Equal(new CollectorCost(20 << 20, 10_000_000), read.CollectorCost);
        Assert.Equal([new ProcessCost(0, 20_000_000, 10_000_000, 5, 0, 4096, 8192)], read.ProcessCosts);
    }

    [Fact]
    public void Tick_is_as_drawn()
    {
        var read = ReadAfterDefinitions(8, "00 00 00   80 AD E2 04   80 10   00   80 80 20   01 00  03 | 07 | 38");
        var tick = Assert.Single(read.Ticks);
        Assert.Equal((0, 0, 0L, 10_000_000L, 1024L, 1024L, 262_144L), (tick.Process, tick.Number, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, tick.ArenaBytes));
        Assert.Equal([new SiteChange(new SiteId(7), 1, 56, 0, 0, 0)], tick.Changes);
    }

    [Fact]
    public void Changes_are_as_drawn()
    {
        byte[] oneMoreSite = Raw.Block(6, Raw.Bytes("00 00 08"));
        var read = Read(Raw.Run, Raw.Definitions, oneMoreSite, Raw.Block(8, Raw.Bytes("00 00 00 00 00 00 00 02 00  03 16 | 07 00 | 64 | 38 80 04")));
        Assert.Equal(
            [new SiteChange(new SiteId(7), 1, 56, 0, 0, 0), new SiteChange(new SiteId(8), 100, 51_200, 100, 51_200, 100)],
            Assert.Single(read.Ticks).Changes);
    }

    [Fact]
    public void Later_frees_are_as_drawn() =>
        Assert.Equal(
            [new LaterFree(new SiteId(7), 7, 1, 56, 0), new LaterFree(new SiteId(7), 8, 1, 56, 0)],
            Assert.Single(ReadAfterDefinitions(8, "00 0A 00 00 00 00 00 00 02  03 13 | 07 | 02 00 | 38 38").Ticks).LaterFrees);

    [Fact]
    public void Sample_and_peak_are_as_drawn()
    {
        Assert.Equal(new MemorySample(0, 10_000_000, 8192), ReadAfterDefinitions(9, "00 00 00   00   80 AD E2 04   80 80 01").Samples[1]);
        var peak = Assert.Single(ReadAfterDefinitions(10, "00   A0 DD 8C 03   B0 0C   02   02 03 | 00 04 | 0A | 38 80 08").Peaks);
        Assert.Equal((0, 3_250_000L, 1584L), (peak.Process, peak.TimeNs, peak.HeapBytes));
        Assert.Equal([new LiveBlocks(new SiteId(0), 10, 560), new LiveBlocks(new SiteId(5), 1, 1024)], peak.Blocks);
    }

    [Fact]
    public void Source_and_end_are_as_drawn()
    {
        Assert.Equal("x = 1\n", ReadAfterDefinitions(7, "05 61 62 2E 70 79   06   78 20 3D 20 31 0A").Sources["ab.py"]);
        Assert.Equal(new RunEnd(1_000_000_000, 0, 0, ""), ReadAfterDefinitions(13, "80 94 EB DC 03   00   00   00").End);
    }

    [Fact]
    public void Modules_are_as_drawn() =>
        Assert.Equal([new(new FunctionId(0), "pkg.io")], ReadAfterDefinitions(24, "00   06 70 6B 67 2E 69 6F").Modules);

    [Fact]
    public void Trees_of_processes_are_as_drawn()
    {
        var read = ReadAfterDefinitions(16, "00   00   02   00   06 46 6F 72 6B 2D 31   08   80 08   04   01   00   09   02   03 01 38   01 02 70");
        Assert.Equal(new ProcessDetails(0, ProcessKind.Fork, -1, "Fork-1", 7, 1024, 4), Assert.Single(read.ProcessDetails));
        var frees = Assert.Single(read.InheritedFrees);
        Assert.Equal((0, 9), (frees.Process, frees.Tick));
        Assert.Equal([new LiveBlocks(new SiteId(3), 1, 56), new LiveBlocks(new SiteId(5), 2, 112)], frees.Blocks);
        Assert.Equal(
            [new ProportionalSample(0, 100_000_000, 8192), new ProportionalSample(0, 200_000_000, 4096)],
            ReadAfterDefinitions(15, "00   00   80 84 AF 5F   80 80 01   00   00   80 84 AF 5F   FF 3F").ProportionalSamples);
        Assert.Equal(
            new ThreadDetails(0, "python3", "Thread-1", true, -1, StackId.None),
            Assert.Single(ReadAfterDefinitions(17, "00   07 70 79 74 68 6F 6E 33   08 54 68 72 65 61 64 2D 31   01   00   00").ThreadDetails));
    }
}
