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
    public void Pools_whose_blocks_change_their_size_are_a_dictionary()
    {
        const int poolBytes = 16 << 10;
        using var map = new LiveMap();
        var random = new Random(11);
        var expected = new Dictionary<ulong, ulong>();
        // The third begins where a region does, and nothing of the map stands before it.
        ulong[] pools = [0x7000_0000_4000, 0x7000_0000_8000, 0x7000_4000_0000, 0x7000_4000_4000, 0x7000_7fff_c000];
        for (var round = 0; round < 2000; round++)
        {
            var pool = pools[random.Next(pools.Length)];
            foreach (var address in expected.Keys.Where(address => address - pool < poolBytes && random.Next(8) > 0).ToList())
            {
                Assert.True(expected.Remove(address, out var packed));
                Assert.Equal(packed, map.Take(address));
                Assert.Equal(0ul, map.Take(address));
            }
            // As allocators cut fresh memory: blocks one behind the other, some a few bytes smaller than their places. A few are left out.
            var place = (ulong)random.Next(1, 33) * 16;
            for (var address = pool + (ulong)random.Next(4) * 16; address + place <= pool + (ulong)random.Next(poolBytes); address += place)
            {
                if (random.Next(20) == 0)
                    continue;
                var packed = PackedBlock.Pack(random.Next(1000), place - (ulong)random.Next(16), random.Next(65536));
                Assert.Equal(expected.GetValueOrDefault(address), map.Peek(address));
                Assert.Equal(expected.GetValueOrDefault(address), map.Put(address, packed));
                expected[address] = packed;
            }
        }
        foreach (var (address, packed) in expected)
            Assert.Equal(packed, map.Take(address));
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

    /// <summary>Slots are made for blocks that are expected. They must not be many where others come.</summary>
    [Theory]
    [InlineData(16, 16, 980)]
    [InlineData(32, 32, 128, 64, 512)]
    [InlineData(16, 16, 16, 64, 64, 400, 32, 32)]
    [InlineData(24, 24, 1000)]
    public void Blocks_of_mixed_sizes_take_less_than_24_bytes_each(params int[] sizes)
    {
        using var map = new LiveMap();
        var address = 0x7000_0000_0000ul;
        const int blocks = 300_000;
        for (var i = 0; i < blocks; i++)
        {
            var bytes = (ulong)sizes[i % sizes.Length];
            map.Put(address, PackedBlock.Pack(1, bytes, 0));
            address += bytes + 15 & ~15ul;
        }
        Assert.InRange(map.Bytes, 1, 24L * blocks);
    }

    /// <summary>A pool of small blocks is not asked for its slots one by one.</summary>
    [Theory]
    [InlineData(32, 0.1)]
    [InlineData(64, 0.15)]
    [InlineData(128, 0.3)]
    public void Slots_come_a_row_at_a_time(int bytes, double most)
    {
        using var map = new LiveMap();
        var without = 0;
        const int blocks = 100_000;
        var tables = new LiveMap.Tables();
        for (var i = 0; i < blocks; i++)
        {
            var address = 0x7000_0000_0000ul + (ulong)(i * bytes);
            tables.Take(map);
            unsafe
            {
                without += tables.TryFind(address, out _, out _) ? 0 : 1;
            }
            map.Put(address, PackedBlock.Pack(1, (ulong)bytes, 0));
        }
        Assert.InRange(without, 1, (int)(most * blocks));
    }
}
