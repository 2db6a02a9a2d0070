using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class AliveBlocksTests
{
    [Fact]
    public void A_window_leaves_out_what_was_there_before_it()
    {
        var build = new CaptureBuilder();
        var site = build.Site(StackId.None);
        build.Tick(1, [new SiteChange(site, 4, 40, 0, 0, 0)])
            .Tick(2, [new SiteChange(site, 3, 30, 1, 10, 0)], [new LaterFree(site, 1, 1, 10, 0)])
            .Tick(3, [], [new LaterFree(site, 2, 1, 10, 0)]);
        var capture = build.Build();

        Assert.Equal([new LiveBlocks(site, 4, 40)], AliveBlocks.At(capture, 0, 1));
        Assert.Equal([new LiveBlocks(site, 5, 50)], AliveBlocks.At(capture, 0, 2));
        Assert.Equal([new LiveBlocks(site, 2, 20)], AliveBlocks.FromWindow(capture, 0, 2, 2));
        Assert.Equal([new LiveBlocks(site, 1, 10)], AliveBlocks.FromWindow(capture, 0, 2, 3));
        Assert.Empty(AliveBlocks.FromWindow(capture, 0, 3, 3));
    }

    [Fact]
    public void Ticks_of_another_process_do_not_count()
    {
        var build = new CaptureBuilder();
        int child = build.Process(200, "python3");
        var site = build.Site(StackId.None, thread: build.Thread(child, 200, ""));
        build.Tick(1, [new SiteChange(site, 1, 8, 0, 0, 0)], process: child);

        Assert.Empty(AliveBlocks.At(build.Build(), 0, 9));
        Assert.Single(AliveBlocks.At(build.Build(), child, 9));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void Every_window_agrees_with_a_list_of_all_blocks(int seed)
    {
        const int Ticks = 12, Sites = 3;
        var random = new Random(seed);
        var blocks = Enumerable.Range(0, 200).Select(_ =>
        {
            int born = random.Next(Ticks);
            return (Site: random.Next(Sites), Bytes: random.Next(1, 500), Born: born, Died: random.Next(born, Ticks + 4));
        }).ToList();
        var build = new CaptureBuilder();
        for (int site = 0; site < Sites; site++)
            build.Site(StackId.None, AllocatorKind.Malloc);
        for (int tick = 0; tick < Ticks; tick++)
            build.Tick(tick,
                [.. blocks.Where(block => block.Born == tick).GroupBy(block => block.Site).Select(made => new SiteChange(
                    new SiteId(made.Key), made.Count(), made.Sum(block => block.Bytes), made.Count(block => block.Died == tick),
                    made.Where(block => block.Died == tick).Sum(block => block.Bytes), 0))],
                [.. blocks.Where(block => block.Died == tick && block.Born < tick).GroupBy(block => (block.Site, block.Born)).Select(gone =>
                    new LaterFree(new SiteId(gone.Key.Site), gone.Key.Born, gone.Count(), gone.Sum(block => block.Bytes), 0))]);
        var capture = build.Build();

        for (int first = 0; first < Ticks; first++)
            for (int last = first; last < Ticks; last++)
                Assert.Equal(
                    blocks.Where(block => block.Born >= first && block.Born <= last && block.Died > last).GroupBy(block => block.Site)
                        .OrderBy(alive => alive.Key)
                        .Select(alive => new LiveBlocks(new SiteId(alive.Key), alive.Count(), alive.Sum(block => block.Bytes))),
                    AliveBlocks.FromWindow(capture, 0, first, last));
    }
}
