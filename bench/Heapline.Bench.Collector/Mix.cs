using Heapline.Collector.Tests;
using Heapline.Protocol;

namespace Heapline.Bench.Collector;

/// <summary>A program's way with memory, as records that fill a lane bit by bit.</summary>
/// <param name="name">What it is like.</param>
/// <param name="events">Events in all.</param>
/// <param name="next">Writes the record of event i.</param>
internal sealed class Mix(string name, long events, Action<long, Mix.Writer> next)
{
    private const ulong Heap = 0x7f00_0000_0000;
    private const int Nodes = 200;

    public string Name => name;
    public long Events => events;

    public void Write(long index, Writer writer) => next(index, writer);

    /// <summary>The records of the hot path, written straight into the lane.</summary>
    internal sealed unsafe class Writer(SegmentInMemory segment)
    {
        private ulong _head = segment.Header.MainHead;
        private uint _node = uint.MaxValue;

        public bool HasRoom => _head + 4 - segment.Header.MainTail <= segment.Lanes.MainWords;

        public void Allocate(ulong address, uint node, uint bytes)
        {
            if (_node != node)
                Put(Record.Head(RecordKind.Here, HookedFunction.None, 3 + node));
            _node = node;
            Put(Record.Here(node % 3 == 0 ? HookedFunction.Malloc : HookedFunction.PyObjectMalloc, address, bytes));
        }

        public void Free(ulong address) => Put(Record.Head(RecordKind.Free, HookedFunction.None, address));

        public void Publish() => segment.Header.MainHead = _head;

        private void Put(ulong word) => segment.Lanes.Main[_head++ & (segment.Lanes.MainWords - 1)] = word;
    }

    public static IEnumerable<Mix> All()
    {
        yield return LastInFirstOut();
        yield return RandomAmong(100_000);
        yield return RandomAmong(1_000_000);
        yield return RandomAmong(10_000_000);
        yield return new Mix("growing, 64 B each", 10_000_000, (i, writer) => writer.Allocate(Heap + (ulong)i * 64, (uint)(i % Nodes), 56));
        yield return new Mix("growing by 10 M, then freed in order", 20_000_000, (i, writer) =>
        {
            if (i < 10_000_000)
                writer.Allocate(Heap + (ulong)i * 64, (uint)(i % Nodes), 56);
            else
                writer.Free(Heap + (ulong)(i - 10_000_000) * 64);
        });
    }

    private static Mix LastInFirstOut()
    {
        var depth = 0;
        var up = true;
        return new Mix("last in, first out, 50 deep", 20_000_000, (i, writer) =>
        {
            up = depth == 0 || (depth < 50 && up);
            if (up)
                writer.Allocate(Heap + (ulong)depth * 64, (uint)depth++ % Nodes, 56);
            else
                writer.Free(Heap + (ulong)--depth * 64);
            if (depth is 0 or 50)
                up = depth == 0;
        });
    }

    private static Mix RandomAmong(int blocks)
    {
        var random = new Random(7);
        var free = 0UL;
        return new Mix($"{blocks:N0} alive, freed at random", blocks + 20_000_000L, (i, writer) =>
        {
            if (i < blocks)
                writer.Allocate(Heap + (ulong)i * 64, (uint)(i % Nodes), 56);
            else if ((i - blocks) % 2 == 0)
                writer.Free(free = Heap + (ulong)random.Next(blocks) * 64);
            else
                writer.Allocate(free, (uint)(i % Nodes), 56);
        });
    }
}
