using FsCheck.Fluent;

namespace Heapline.Capture.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Capture_of_everything_comes_back_as_it_was() =>
        Captures.AssertEqual(SmallCapture.Data, Captures.Read(SmallCapture.Bytes));

    [Fact]
    public void Capture_in_many_blocks_comes_back_as_it_was() =>
        Captures.AssertEqual(SmallCapture.Data, Captures.Read(Captures.Write(SmallCapture.Data, flushEvery: 1)));

    [Fact]
    public void Any_capture_comes_back_as_it_was() =>
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll<int, byte>((seed, flushEvery) =>
        {
            var data = RandomCapture.Of(seed);
            var read = Captures.Read(Captures.Write(data, flushEvery % 7));
            Assert.Equal(data.End is null, read.Damage is not null);
            Captures.AssertEqual(data, read with { Damage = null });
        }));

    [Fact]
    public void Entries_in_any_order_come_back_sorted()
    {
        var tick = SmallCapture.Data.Ticks[2];
        var late = new List<LaterFree> { new(new SiteId(1), 5, 1, 8, 0), new(new SiteId(0), 3, 1, 8, 0), new(new SiteId(1), 2, 1, 8, 0) };
        var changes = SmallCapture.Data.Ticks[0].Changes.Reverse().ToList();
        var data = SmallCapture.Data with { Ticks = [tick with { Changes = changes, LaterFrees = late }], Peaks = [] };
        var read = Assert.Single(Captures.Read(Captures.Write(data)).Ticks);
        Assert.Equal(SmallCapture.Data.Ticks[0].Changes, read.Changes);
        Assert.Equal([late[1], late[2], late[0]], read.LaterFrees);
    }

    [Fact]
    public void Tick_and_peak_larger_than_a_block_come_back_whole()
    {
        const int sites = 30_000;
        var data = SmallCapture.Data with
        {
            Sites = Enumerable.Range(0, sites).Select(_ => new Site(0, StackId.None, AllocatorKind.Malloc)).ToList(),
            Ticks =
            [
                new Tick(0, 3, 0, 1, 1, 1, 0, Enumerable.Range(0, sites).Select(s => new SiteChange(new SiteId(s), s + 1, 1L << 40, 0, 0, 0)).ToList(), []),
                new Tick(0, 4, 1, 2, 1, 1, 0, [], Enumerable.Range(0, sites).Select(s => new LaterFree(new SiteId(s), 3, s + 1, 1L << 40, 0)).ToList()),
            ],
            Peaks = [new Peak(0, 0, sites, Enumerable.Range(0, sites).Select(s => new LiveBlocks(new SiteId(s), 7, 1L << 40)).ToList())],
        };
        Captures.AssertEqual(data, Captures.Read(Captures.Write(data)));
    }

    [Fact]
    public void Figures_are_read_without_the_texts_of_source_files()
    {
        var text = new byte[50_000];
        new Random(1).NextBytes(text);
        var data = SmallCapture.Data with { Sources = new Dictionary<string, string> { ["ab.py"] = Convert.ToHexString(text) } };
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, Captures.Write(data));
        var read = CaptureReader.ReadFigures(path);
        // What is skipped is looked at all the same: nothing behind a damaged block is believed.
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2]++; // nearly all of it is the text
        File.WriteAllBytes(path, bytes);
        var damaged = CaptureReader.ReadFigures(path);
        File.Delete(path);
        Captures.AssertEqual(data with { Sources = new Dictionary<string, string>() }, read);
        Assert.Contains("checksum", damaged.Damage);
    }

    [Fact]
    public void Texts_of_any_length_are_kept_or_cut_at_a_character()
    {
        var source = string.Concat(Enumerable.Repeat("äöü 🐍\n", 200_000));
        var data = SmallCapture.Data with
        {
            Sources = new Dictionary<string, string> { ["ab.py"] = source },
            Functions = [new Function(string.Concat(Enumerable.Repeat("a🐍", 400_000)), "ab.py", 1), .. SmallCapture.Data.Functions.Skip(1)],
            Run = SmallCapture.Data.Run with { Command = [.. Enumerable.Repeat("x", 600_000)] },
        };
        var read = Captures.Read(Captures.Write(data));
        Assert.Null(read.Damage);
        Assert.Equal(source, read.Sources["ab.py"]);
        Assert.StartsWith("a🐍a🐍", read.Functions[0].Name);
        Assert.DoesNotContain('\uFFFD', read.Functions[0].Name);
        Assert.Equal(512 * 1024 + 1, read.Run.Command.Count);
        Assert.Equal("…", read.Run.Command[^1]);
    }
}
