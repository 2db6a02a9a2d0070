using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Tests;

public sealed class SiteTableTests
{
    [Fact]
    public void Each_site_keeps_its_id_in_the_capture_however_the_ids_of_processes_mix()
    {
        using var table = new SiteTable();
        var random = new Random(7);
        var ids = new List<int>();
        for (var id = 0; ids.Count < 5_000; id += random.Next(4) == 0 ? random.Next(1, 9) : 1)
            ids.Add(id);
        for (var i = 0; i < ids.Count; i++)
            Assert.Equal(i, table.Add(new SiteKey(i % 3, i, 15), new SiteId(ids[i])));

        Assert.Equal(ids, Enumerable.Range(0, ids.Count).Select(i => table.CaptureSiteOf(i).Value));
        Assert.All(Enumerable.Range(0, ids.Count), i => Assert.Equal(i, table.Find(new SiteKey(i % 3, i, 15))));
        Assert.Equal(-1, table.Find(new SiteKey(3, 0, 15)));
        Assert.Equal(-1, table.Find(new SiteKey(0, 0, 16)));
    }

    [Fact]
    public void An_index_finds_ids_through_every_growth()
    {
        using var index = new IdIndex<int, Squares>(new Squares());
        for (var id = 0; id < 3_000; id++)
        {
            Assert.Equal(-1, index.Find(id * id));
            index.Add(id);
            Assert.Equal(id, index.Find(id * id));
        }
        Assert.All(Enumerable.Range(0, 3_000), id => Assert.Equal(id, index.Find(id * id)));
        Assert.Equal(3_000, index.Count);
    }

    private readonly struct Squares : IIdKeys<int>
    {
        public int KeyOf(int id) => id * id;
        // Few values: they meet.
        public ulong HashOf(int key) => (ulong)(key % 97);
    }
}
