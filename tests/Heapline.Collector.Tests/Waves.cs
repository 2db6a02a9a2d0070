using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>A program whose heap grows and shrinks in waves, always at the same addresses: as records, and as a model that keeps each block has it.</summary>
internal sealed class Waves(Random random, SegmentInMemory segment, NaiveHeap naive)
{
    private readonly List<ulong> _alive = [];
    // In three regions, and among them the pages that mappings take.
    private readonly List<ulong> _free =
    [
        .. Enumerable.Range(0, 150).Select(i => 0x7f00_0000_0000 + (ulong)i * 48), .. Enumerable.Range(0, 60).Select(i => 0x5500_0000_0000 + (ulong)i * 1024),
        .. Enumerable.Range(1, 11).Select(i => (ulong)i * NaiveHeap.PageBytes),
    ];
    private ulong? _inReallocate;
    private (uint Node, int Thread, string Stack) _here = BruteForceTests.Nodes[0];

    public Random Random => random;

    /// <summary>So many waves; <paramref name="between"/> is called after each event.</summary>
    public void Go(int waves, Action between)
    {
        var addresses = _free.Count;
        segment.Main(Here(_here.Node));
        for (var wave = 0; wave < waves; wave++)
        {
            for (var towards = random.Next(addresses); _alive.Count != towards && _alive.Count + _free.Count > towards;)
            {
                var isGrowing = _alive.Count < towards;
                if (_alive.Count > 0 && random.Next(8) == 0)
                    Reallocate(TakeOne(_alive));
                else if (_alive.Count == 0 || _free.Count > 0 && isGrowing == (random.Next(6) != 0))
                    Allocate(TakeOne(_free));
                else
                    Free(TakeOne(_alive));
                between();
            }
        }
    }

    /// <summary>One of the things that seldom happen to the blocks of the waves.</summary>
    public void BeOdd()
    {
        if (_alive.Count < 2)
            return;
        switch (random.Next(6))
        {
            case 0 when _inReallocate is null:
                // A thread goes into a realloc, and has not come back yet: others get the address.
                _inReallocate = TakeOne(_alive);
                BeginReallocate(_inReallocate.Value);
                _free.Add(_inReallocate.Value);
                break;
            case 0 or 1 when _inReallocate is { } began:
                EndReallocate(began, _free.Count > 0 ? TakeOne(_free) : TakeOne(_alive));
                _inReallocate = null;
                break;
            case 2:
                // The realloc fails, and the block is given back.
                var failed = TakeOne(_alive);
                BeginReallocate(failed);
                segment.Main(ReallocateFailed(failed));
                naive.FailReallocate(failed);
                Free(failed);
                break;
            case 3:
                // Another thread's realloc, of a block that is not known, ends in between.
                var held = TakeOne(_alive);
                BeginReallocate(held);
                EndReallocate(0x7f00_8000_0000, TakeOne(_free.Count > 0 ? _free : _alive));
                EndReallocate(held, held);
                break;
            case 4:
                // One that is alive there was given back unseen.
                var old = TakeOne(_alive);
                BeginReallocate(old);
                EndReallocate(old, TakeOne(_alive));
                _free.Add(old);
                break;
            default:
                Allocate(TakeOne(_alive));
                break;
        }
    }

    /// <summary>An allocation in the short form, if it is to be and can be.</summary>
    public static void Put(SegmentInMemory segment, ulong address, uint node, long bytes, HookedFunction function, bool isShort)
    {
        if (isShort && bytes < Record.HereBytes && address % 16 == 0)
        {
            segment.Main(Here(node));
            segment.Main(AllocateHere(address, (uint)bytes, function));
        }
        else
        {
            segment.Main(SegmentInMemory.Allocate(address, node, (ulong)bytes, function));
        }
    }

    /// <summary>The end of a realloc, likewise.</summary>
    public static void PutReallocated(SegmentInMemory segment, ulong old, ulong address, uint node, long bytes, bool isShort)
    {
        if (isShort && bytes < Record.ReallocateHereBytes)
        {
            segment.Main(Here(node));
            segment.Main(ReallocateEndHere(old, address, (uint)bytes));
        }
        else
        {
            segment.Main(ReallocateEnd(old, address, node, (ulong)bytes));
        }
    }

    private void Allocate(ulong address)
    {
        var (node, thread, stack) = BruteForceTests.Nodes[random.Next(BruteForceTests.Nodes.Length)];
        var bytes = random.Next(600);
        var function = random.Next(3) == 0 ? HookedFunction.PyMemMalloc : HookedFunction.PyObjectMalloc;
        var isShort = random.Next(8) > 0;
        Put(segment, address, node, bytes, function, isShort);
        if (isShort)
            _here = (node, thread, stack);
        naive.Allocate(address, $"{thread} {function}{stack}", thread, bytes);
        _alive.Add(address);
    }

    private void Free(ulong address)
    {
        segment.Main(SegmentInMemory.Free(address));
        naive.Free(address);
        _free.Add(address);
    }

    private void Reallocate(ulong old)
    {
        var moved = _free.Count > 0 && random.Next(2) == 0 ? TakeOne(_free) : old;
        BeginReallocate(old);
        EndReallocate(old, moved);
        if (moved != old)
            _free.Add(old);
    }

    private void BeginReallocate(ulong address)
    {
        segment.Main(ReallocateBegin(address));
        naive.BeginReallocate(address);
    }

    private void EndReallocate(ulong old, ulong address)
    {
        var (node, thread, stack) = _here;
        var bytes = random.Next(600);
        // The agent writes the short form only under the node that it said last.
        if (random.Next(4) > 0)
        {
            segment.Main(ReallocateEndHere(old, address, (uint)bytes));
        }
        else
        {
            (node, thread, stack) = BruteForceTests.Nodes[random.Next(BruteForceTests.Nodes.Length)];
            segment.Main(ReallocateEnd(old, address, node, (ulong)bytes));
        }
        naive.EndReallocate(old, address, $"{thread} {HookedFunction.Realloc}{stack}", thread, bytes);
        _alive.Add(address);
    }

    private ulong TakeOne(List<ulong> from)
    {
        var at = random.Next(2) == 0 ? from.Count - 1 : random.Next(from.Count);
        var address = from[at];
        from.RemoveAt(at);
        return address;
    }
}
