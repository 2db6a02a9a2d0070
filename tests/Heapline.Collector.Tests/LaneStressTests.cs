using System.Collections.Concurrent;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

public sealed class LaneStressTests
{
    private const int SideThreads = 3;
    private const int MainThreads = 2;
    private const int Rounds = 20_000;

    [Fact]
    public async Task Blocks_that_pass_from_lane_to_lane_are_seen_in_the_order_in_which_they_changed_hands()
    {
        using var process = new RecordedProcess(mainWords: 4096, sideSlots: 256);
        var segment = process.Segment;
        segment.Full = () => Thread.Yield();
        for (var i = 0u; i < SideThreads + MainThreads; i++)
            segment.Main(Root(3 + i, 20 + (int)i));

        // The "allocator": few addresses, so that each is got by another thread as soon as it is given back.
        var addresses = new ConcurrentStack<ulong>(Enumerable.Range(1, 12).Select(i => 0x7f00_0000_0000 + (ulong)i * 64));
        var gil = new Lock();
        var kept = 0L;
        void Work(uint node, Action<ulong[]> write)
        {
            for (var round = 0; round < Rounds; round++)
            {
                if (!addresses.TryPop(out var address))
                    continue;
                write(Allocate(address, node, 16));
                write(Free(address));
                addresses.Push(address);
            }
            if (addresses.TryPop(out var last))
            {
                write(Allocate(last, node, 1000 + node));
                Interlocked.Add(ref kept, 1000 + node);
            }
        }
        void WithGil(ulong[] record)
        {
            lock (gil)
                segment.Main(record);
        }

        List<Task> writers = [];
        for (var i = 0u; i < SideThreads; i++)
        {
            var node = 3 + i;
            writers.Add(Task.Factory.StartNew(() => Work(node, record => segment.Side(record)), TaskCreationOptions.LongRunning));
        }
        for (var i = 0u; i < MainThreads; i++)
        {
            var node = 3 + SideThreads + i;
            writers.Add(Task.Factory.StartNew(() => Work(node, WithGil), TaskCreationOptions.LongRunning));
        }
        var all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            process.Drain();
            Thread.Yield();
        }
        await all;

        process.Reader.Drain(isGone: false);
        Assert.Null(process.Reader.Damage);
        Assert.Equal(0, process.Book.Blocks.UnknownFrees);
        Assert.Equal(0, process.Book.Blocks.UnseenFrees);
        Assert.Equal(kept, process.Book.HeapBytes);
    }
}
