using Heapline.Collector.Live;

namespace Heapline.Collector.Tests;

public sealed class LiveMapTests
{
    [Theory]
    [InlineData(16, 4)] // dense: every granule of four chunks
    [InlineData(64, 4096)]
    [InlineData(8, 64)] // half of the addresses are odd ones
    [InlineData(1040, 4096)]
    [InlineData(3 << 28, 100)] // a region or two apart
    public void It_is_a_dictionary(ulong stride, int spread)
    {
        using var map = new LiveMap();
        var expected = new Dictionary<ulong, ulong>();
        var random = new Random(5);
        for (var i = 0; i < 200_000; i++)
        {
            // Waves, so that chunks fill up and empty out.
            var address = 0x7000_0000_0000 + stride * (ulong)random.Next(64 * spread);
            expected.TryGetValue(address, out var before);
            if (random.Next(100) < (i / 20_000 % 2 == 0 ? 80 : 20))
            {
                var packed = PackedBlock.Pack(random.Next(1000), (ulong)random.Next(1 << 20), random.Next(65536));
                Assert.Equal(before, map.Put(address, packed));
                expected[address] = packed;
            }
            else
            {
                Assert.Equal(before, map.Take(address));
                expected.Remove(address);
            }
        }
        foreach (var (address, packed) in expected)
            Assert.Equal(packed, map.Take(address));
        Assert.InRange(map.ChunksInUse, 0, LiveMap.MostEmptied);
    }

    [Fact]
    public void A_heap_that_has_shrunk_keeps_slots_for_a_few_chunks_only()
    {
        using var map = new LiveMap();
        for (var i = 0ul; i < 1_000_000; i++)
            map.Put(0x7000_0000_0000 + i * 64, PackedBlock.Pack(1, 56, 0));
        var full = map.Bytes;
        for (var i = 0ul; i < 1_000_000; i++)
            Assert.NotEqual(0ul, map.Take(0x7000_0000_0000 + i * 64));
        Assert.InRange(map.ChunksInUse, 1, LiveMap.MostEmptied);
        // What went back serves other addresses.
        for (var i = 0ul; i < 900_000; i++)
            map.Put(0x7100_0000_0000 + i * 64, PackedBlock.Pack(1, 56, 0));
        Assert.InRange(map.Bytes, 1, full);
    }

    [Fact]
    public void A_packed_block_keeps_its_parts_at_their_limits()
    {
        var packed = PackedBlock.Pack(PackedBlock.MaxSites, PackedBlock.LargeSize, PackedBlock.MaxTick);
        Assert.Equal((PackedBlock.MaxSites, PackedBlock.LargeSize, PackedBlock.MaxTick), (PackedBlock.Site(packed), PackedBlock.Size(packed), PackedBlock.Tick(packed)));
        Assert.NotEqual(0ul, PackedBlock.Pack(0, 0, 0));
    }

    [Fact]
    public void A_million_blocks_of_64_bytes_take_less_than_12_bytes_each()
    {
        using var map = new LiveMap();
        for (var i = 0ul; i < 1_000_000; i++)
            map.Put(0x7000_0000_0000 + i * 64, PackedBlock.Pack(1, 56, 0));
        Assert.InRange(map.Bytes, 1, 12_000_000);
    }
}
