using FsCheck;
using FsCheck.Fluent;
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
    private static readonly (uint Node, int Thread, string Stack)[] Nodes =
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

    private static void Run(int[] operations, uint mainWords)
    {
        using var process = new RecordedProcess(mainWords);
        var segment = process.Segment;
        segment.Main(Code(7, 1, "a.py", "f"));
        segment.Main(Code(8, 20, "b.py", "g"));
        segment.Main(Node(3, 0, 7, 2));
        segment.Main(Node(4, 0, 7, 2));
        segment.Main(Node(5, 4, 8, 20));
        segment.Main(Node(6, 1, 7, 2));
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
                segment.Main(Allocate(address, node, (ulong)bytes, function));
                naive.Allocate(address, Site(function), thread, bytes);
                break;
            case < 11:
                segment.Main(Free(address));
                naive.Free(address);
                break;
            case 11:
                segment.Main(ReallocateBegin(address));
                segment.Main(ReallocateEnd(address, other, node, (ulong)bytes));
                naive.BeginReallocate(address);
                naive.EndReallocate(address, other, Site(HookedFunction.Realloc), thread, bytes);
                break;
            case 12:
                segment.Main(ReallocateBegin(address));
                naive.BeginReallocate(address);
                break;
            case 13:
                segment.Main(ReallocateEnd(address, other, node, (ulong)bytes));
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
