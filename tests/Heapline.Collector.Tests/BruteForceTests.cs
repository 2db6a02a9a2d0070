using FsCheck;
using FsCheck.Fluent;
using Heapline.Collector.Live;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

public sealed class BruteForceTests
{
    // Neighbours in one chunk, others in another chunk and another region, and addresses that no allocator of x86-64 gives out.
    private static readonly ulong[] Addresses =
    [
        0x7f00_0000_0010, 0x7f00_0000_0020, 0x7f00_0000_0030, 0x7f00_0000_0040, 0x7f00_0000_0100, 0x7f00_0000_03f0, 0x7f00_0000_0400,
        0x7f00_4000_0000, 0x5500_0000_1230, 0x5500_0000_1238, 0x5500_0000_1231, 0x10,
    ];

    private static readonly long[] Sizes = [0, 1, 56, 512, 4096, (1 << 24) - 2, (1 << 24) - 1, 1 << 24, 5_000_000_000];

    // Nodes 3 and 4 are two instructions on one line; 5 calls g from f; 6 is the same on another thread.
    internal static readonly (uint Node, int Thread, string Stack)[] Nodes =
    [
        (0, 10, ""), (1, 11, ""), (3, 10, " a.py:f:2"), (4, 10, " a.py:f:2"), (5, 10, " a.py:f:2 b.py:g:20"), (6, 11, " a.py:f:2"),
    ];

    [Fact]
    public void Every_figure_of_every_tick_and_the_peak_are_those_of_a_model_that_keeps_each_block()
    {
        var operations = Gen.Choose(0, int.MaxValue).ArrayOf();
        var arbitrary = Arb.From(operations, ArbMap.Default.ArbFor<int[]>().Shrinker);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(300),
            Prop.ForAll(arbitrary, numbers => Run(numbers, (uint)numbers.Length % 2 == 0 ? 64u : 1024u)));
    }

    [Fact]
    public void A_long_run_keeps_its_figures()
    {
        var random = new Random(20261122);
        Run([.. Enumerable.Range(0, 6000).Select(_ => random.Next())], 256);
    }

    /// <summary>What programs do most of the time: blocks come and go in waves at addresses that have been used before, within the tick and across ticks; something else happens seldom.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 1000)]
    [InlineData(3, 30)]
    [InlineData(4, 300)]
    public void Long_stretches_of_plain_events_keep_their_figures(int seed, int quiet)
    {
        using var process = new RecordedProcess(8192);
        Begin(process.Segment);
        var naive = new NaiveHeap();
        var waves = new Waves(new Random(seed), process.Segment, naive);
        waves.Go(250, () => SometimesOf(waves.Random, quiet, process, naive, waves));
        Assert.Equal(naive.Everything(), Named.Everything(process.Finish()));
    }

    private static void SometimesOf(Random random, int quiet, RecordedProcess process, NaiveHeap naive, Waves waves)
    {
        if (random.Next(quiet * 3) == 0)
            process.Drain();
        if (random.Next(quiet) != 0)
            return;
        // Of the wild ones those that leave the waves' blocks alone: maps, arenas, ticks and drains.
        const int fromMapOn = 15, kinds = 20;
        if (random.Next(2) == 0)
            waves.BeOdd();
        else
            Apply(fromMapOn + random.Next(kinds - fromMapOn) + kinds * (long)random.Next(1 << 30), process, naive);
    }

    [Fact]
    public void A_heap_that_moves_on_leaves_no_slots_behind()
    {
        const int chunks = 40_000, stretch = 100;
        const ulong kept = 0x5500_0000_0000, target = 0x5500_0000_0400;
        using var process = new RecordedProcess(8192);
        var segment = process.Segment;
        Begin(segment);
        segment.Main(Here(3));
        static ulong AddressOf(int chunk) => 0x7f00_0000_0000 + (ulong)chunk * 1024;
        void Churn(ulong address)
        {
            segment.Main(AllocateHere(address, 64));
            segment.Main(Free(address));
        }
        // The second time over, each has given its slots back.
        for (var first = 0; first < 2 * chunks; first += stretch)
        {
            var some = Enumerable.Range(first % chunks, stretch);
            for (var i = 0; i < stretch; i++)
                Churn(kept);
            foreach (var chunk in some)
            {
                if (chunk % 3 != 0)
                {
                    segment.Main(AllocateHere(AddressOf(chunk), 64));
                    continue;
                }
                segment.Main(AllocateHere(kept, 64));
                segment.Main(ReallocateBegin(kept));
                segment.Main(ReallocateEndHere(kept, AddressOf(chunk), 64));
            }
            for (var i = 0; i < stretch; i++)
                Churn(target);
            foreach (var chunk in some)
            {
                if (chunk % 2 == 0)
                {
                    segment.Main(Free(AddressOf(chunk)));
                    continue;
                }
                segment.Main(ReallocateBegin(AddressOf(chunk)));
                segment.Main(ReallocateEndHere(AddressOf(chunk), target, 64));
                segment.Main(Free(target));
            }
            process.Drain();
        }
        // Each has a run of two slots, and 16 bytes of its own.
        Assert.InRange(process.Book.Blocks.LiveMapBytes, 1, (LiveMap.MostEmptied + 2 * stretch) * 32);
        Assert.Equal((0, 0, 0), (process.Book.HeapBytes, process.Book.Blocks.UnseenFrees, process.Book.Blocks.UnknownFrees));
    }

    private static void Begin(SegmentInMemory segment)
    {
        segment.Main(Code(7, 1, "a.py", "f"));
        segment.Main(Code(8, 20, "b.py", "g"));
        segment.Main(Node(3, 0, 7, 2));
        segment.Main(Node(4, 0, 7, 2));
        segment.Main(Node(5, 4, 8, 20));
        segment.Main(Node(6, 1, 7, 2));
    }

    private static void Run(int[] operations, uint mainWords)
    {
        using var process = new RecordedProcess(mainWords);
        Begin(process.Segment);
        var naive = new NaiveHeap();
        foreach (var number in operations)
            Apply(Math.Abs((long)number), process, naive);
        Assert.Equal(naive.Everything(), Named.Everything(process.Finish()));
    }

    private static void Apply(long number, RecordedProcess process, NaiveHeap naive)
    {
        long Take(long choices)
        {
            var choice = number % choices;
            number /= choices;
            return choice;
        }
        var kind = Take(20);
        var address = Addresses[Take(Addresses.Length)];
        var (node, thread, stack) = Nodes[Take(Nodes.Length)];
        var bytes = Sizes[Take(Sizes.Length)];
        var other = Addresses[Take(Addresses.Length)];
        var function = Take(2) == 0 ? HookedFunction.Malloc : HookedFunction.PyObjectMalloc;
        var segment = process.Segment;
        string Site(HookedFunction by) => $"{thread} {by}{stack}";
        switch (kind)
        {
            case < 7:
                Waves.Put(segment, address, node, bytes, function, isShort: Take(4) > 0);
                naive.Allocate(address, Site(function), thread, bytes);
                break;
            case < 11:
                segment.Main(Free(address));
                naive.Free(address);
                break;
            case 11:
                segment.Main(ReallocateBegin(address));
                Waves.PutReallocated(segment, address, other, node, bytes, isShort: Take(4) > 0);
                naive.BeginReallocate(address);
                naive.EndReallocate(address, other, Site(HookedFunction.Realloc), thread, bytes);
                break;
            case 12:
                segment.Main(ReallocateBegin(address));
                naive.BeginReallocate(address);
                break;
            case 13:
                Waves.PutReallocated(segment, address, other, node, bytes, isShort: Take(4) > 0);
                naive.EndReallocate(address, other, Site(HookedFunction.Realloc), thread, bytes);
                break;
            case 14:
                segment.Main(ReallocateFailed(address));
                naive.FailReallocate(address);
                break;
            case 15 or 16:
                MapOrUnmap(kind == 15, address, other, segment, naive, node, thread, Site(HookedFunction.Mmap));
                break;
            case 17:
                var arena = address + (256 << 10);
                if (bytes % 2 == 0)
                {
                    segment.Main(Allocate(arena, node, (ulong)bytes, HookedFunction.Arena));
                    naive.AllocateArena(arena, bytes);
                }
                else
                {
                    segment.Main(Free(arena, HookedFunction.Arena));
                    naive.FreeArena(arena);
                }
                break;
            case 18:
                process.NextTick();
                naive.NextTick();
                break;
            default:
                process.Drain();
                break;
        }
    }

    private static void MapOrUnmap(
        bool map, ulong from, ulong to, SegmentInMemory segment, NaiveHeap naive, uint node, int thread, string site)
    {
        // Twelve pages, so that mappings meet, cover each other in part and are cut in the middle.
        var page = (ulong)Array.IndexOf(Addresses, from);
        var pages = 1 + (ulong)Array.IndexOf(Addresses, to) % 5;
        if (map)
        {
            segment.Main(Allocate(page * NaiveHeap.PageBytes, node, pages * NaiveHeap.PageBytes, HookedFunction.Mmap));
            naive.Map(page, pages, site, thread);
        }
        else
        {
            segment.Main(Unmap(page * NaiveHeap.PageBytes, pages * NaiveHeap.PageBytes));
            naive.Unmap(page, pages);
        }
    }
}
