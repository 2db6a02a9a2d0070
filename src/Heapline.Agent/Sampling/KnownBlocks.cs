using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;

namespace Heapline.Agent.Sampling;

/// <summary>
/// The blocks whose free is to be recorded, one bit for 16 bytes of address space:
/// <code>
///  46         30 29          10 9      4 3   0
///  ┌────────────┬──────────────┬────────┬─────┐
///  │   region   │     word     │  bit   │  -  │     regions[region][word] bit
///  └────────────┴──────────────┴────────┴─────┘
/// </code>
/// A free of any other block costs three loads and no write. A region's 8 MiB are address space alone, of which only the pages are memory that hold a bit: at most a 128th of
/// the heap, and one page a sample as a rule.
/// </summary>
/// <remarks>
/// Any thread, no lock: bits are set and cleared by locked instructions, and whoever frees a block was given its address after its bit was set. Addresses that are not multiples of 16
/// share a bit with a neighbour; no allocator in use gives such blocks but those of jemalloc's smallest size, and all that comes of it is a free not recorded, or one too many, which the collector
/// passes over.
/// </remarks>
internal static unsafe class KnownBlocks
{
    private const int RegionBits = 30, WordBits = 10, AddressBits = 47;
    private const nuint RegionBytes = 1 << RegionBits - 7;
    private const int PageWords = 512;

    private static ulong** _regions;
    private static Native.SpinLock _lock;

    /// <summary>Makes the empty table; false when there is no memory.</summary>
    public static bool Initialize()
    {
        _regions = (ulong**)PrivateMemory.MapSparse((nuint)sizeof(nint) << AddressBits - RegionBits);
        return _regions != null;
    }

    /// <summary>Whether the block's free is to be recorded. Null is no block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(nint block)
    {
        var words = _regions[(nuint)block >> RegionBits];
        return words != null && (words[(nuint)block >> WordBits & (1 << RegionBits - WordBits) - 1] >> (int)((nuint)block >> 4) & 1) != 0;
    }

    /// <summary>From now on the block's free is to be recorded; false when there is no memory for that, and it must not be recorded itself.</summary>
    public static bool Add(nint block)
    {
        var words = _regions[(nuint)block >> RegionBits];
        if (words == null && (words = MapRegion((nuint)block >> RegionBits)) == null) return false;
        var word = (nuint)block >> WordBits & (1 << RegionBits - WordBits) - 1;
        CountPage(words, word / PageWords);
        Interlocked.Or(ref words[word], 1UL << (int)((nuint)block >> 4));
        return true;
    }

    /// <summary>The block is given back.</summary>
    public static void Remove(nint block)
    {
        var words = _regions[(nuint)block >> RegionBits];
        Interlocked.And(ref words[(nuint)block >> WordBits & (1 << RegionBits - WordBits) - 1], ~(1UL << (int)((nuint)block >> 4)));
    }

    /// <summary>The lock may have been held by a thread that the child does not have.</summary>
    public static void AfterForkInChild() => _lock.Reset();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* MapRegion(nuint region)
    {
        _lock.Enter();
        var words = _regions[region];
        if (words == null)
        {
            words = (ulong*)PrivateMemory.MapSparse(RegionBytes + 4096);
            if (words != null) Volatile.Write(ref *(nint*)(_regions + region), (nint)words);
        }
        _lock.Exit();
        return words;
    }

    /// <summary>A page that is written to for the first time becomes memory. Behind the region's words stands a bit for each page.</summary>
    private static void CountPage(ulong* words, nuint page)
    {
        ref var counted = ref words[RegionBytes / sizeof(ulong) + page / 64];
        var bit = 1UL << (int)(page % 64);
        if ((Volatile.Read(ref counted) & bit) == 0 && (Interlocked.Or(ref counted, bit) & bit) == 0) PrivateMemory.Touched(4096);
    }
}
