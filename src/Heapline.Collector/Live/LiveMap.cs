using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Live;

/// <summary>
/// Address → live block, for one process. Not a hash table but a page table, because blocks are dense where they are at all:
/// <code>
///  47      30 29        10 9      4 3   0
///  ┌─────────┬────────────┬────────┬─────┐
///  │ region  │   chunk    │granule │  0  │     regions[region][chunk] → bitmap of granules → slot (8 bytes)
///  └─────────┴────────────┴────────┴─────┘
/// </code>
/// A region is 1 GiB of addresses and 16 MiB of <see cref="Chunk"/>s, resident only where touched. Neighbouring blocks have neighbouring slots, nothing
/// is ever rehashed, and a freed block leaves its slot behind, since the allocator hands the same address out again.
/// </summary>
/// <remarks>
/// Cost: 8 bytes of slot (10 with the slack of the size classes) and 16 bytes for each KiB of heap. Addresses that are not multiples of 16, which
/// allocators do not give out on x86-64, live in an ordinary dictionary. Lifetime: until <see cref="Dispose"/>. Thread rule: one thread.
/// </remarks>
internal sealed unsafe class LiveMap : IDisposable
{
    /// <summary>Most chunks without a block that keep their slots: a MiB of slots at most.</summary>
    public const int MostEmptied = 2048;

    private const int RegionBits = 30;
    private const int ChunkBits = 10;
    private const int ChunksPerRegion = 1 << (RegionBits - ChunkBits);
    private const int MostSlotsRevived = 32;
    private const ulong NotDense = 0xFFFF_0000_0000_000F;

    private readonly NativeArray<nint> _regions = new(1L << (48 - RegionBits));
    private readonly List<nint> _mapped = [];
    private readonly SlotPool _pool = new();
    private readonly NativeArray<nint> _emptied = new(MostEmptied);
    private uint _emptiedCount;
    private readonly Dictionary<ulong, ulong> _odd = [];
    private readonly Dictionary<ulong, long> _largeSizes = [];
    // Where the two tables stand, for those who come by at every event. The slots move when a run is rented.
    private readonly nint* _regionTable;
    private ulong* _slots;

    public LiveMap()
    {
        _regionTable = _regions.Pointer;
        _slots = _pool.Run(0);
    }

    /// <summary>Where the map stands; good until a block is put or taken here.</summary>
    public struct Tables
    {
        private nint* _regions;
        private ulong* _slots;

        /// <summary>Looks where the map stands now.</summary>
        public void Take(LiveMap live)
        {
            _regions = live._regionTable;
            _slots = live._slots;
        }

        /// <summary>The slot of an address below 2^48, and its chunk; false when it has none. The slot may be empty, and <see cref="SlotPool.NoRun"/>'s.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool TryFind(ulong address, out Chunk* chunk, out ulong* slot)
        {
            if ((address & 15) == 0)
                return TryFindGranule(address, out chunk, out slot);
            chunk = null;
            slot = null;
            return false;
        }

        /// <summary>The same of an address that is a multiple of 16.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool TryFindGranule(ulong address, out Chunk* chunk, out ulong* slot)
        {
            chunk = (Chunk*)_regions[address >> RegionBits];
            slot = null;
            if (chunk == null)
                return false;
            chunk += address >> ChunkBits & (ChunksPerRegion - 1);
            var granule = 1UL << (int)(address >> 4);
            var granules = chunk->Granules;
            if ((granules & granule) == 0)
                return false;
            slot = _slots + ((ulong)chunk->Slots * SlotPool.UnitSlots + (uint)BitOperations.PopCount(granules & (granule - 1)));
            return true;
        }

        /// <summary>Whether a block may be taken out of the chunk by its slot alone: it is not the last one, or nothing has to be done about that.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool MayLeave(Chunk* chunk) => chunk->Live > 1 || chunk->IsWatched != 0;
    }

    /// <summary>How many chunks have slots; each stands for 16 bytes of the map.</summary>
    public long ChunksInUse { get; private set; }

    /// <summary>Bytes that the map takes: slots, and chunks in use.</summary>
    public long Bytes => _pool.Bytes + ChunksInUse * sizeof(Chunk);

    /// <summary>Puts a block at <paramref name="address"/>. Returns the block that was there, packed, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Put(ulong address, ulong packed)
    {
        var region = (address & NotDense) == 0 ? (Chunk*)_regionTable[address >> RegionBits] : null;
        if (region == null)
            return PutRare(address, packed);
        var chunk = region + (address >> ChunkBits & (ChunksPerRegion - 1));
        var granule = 1UL << (int)(address >> 4);
        if ((chunk->Granules & granule) == 0)
        {
            AddSlot(chunk, address, packed);
            return 0;
        }
        var slot = _slots + (long)chunk->Slots * SlotPool.UnitSlots + BitOperations.PopCount(chunk->Granules & (granule - 1));
        var before = *slot;
        if (before == 0 && chunk->Live++ == 0 && chunk->Slots == SlotPool.NoRun)
            slot = Revive(chunk, granule);
        *slot = packed;
        return before;
    }

    /// <summary>Takes the block at <paramref name="address"/> out. Returns it packed, or 0 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take(ulong address)
    {
        if ((address & NotDense) != 0)
            return TakeOdd(address);
        var region = (Chunk*)_regionTable[address >> RegionBits];
        if (region == null)
            return 0;
        var chunk = region + (address >> ChunkBits & (ChunksPerRegion - 1));
        var granule = 1UL << (int)(address >> 4);
        if ((chunk->Granules & granule) == 0)
            return 0;
        var slot = _slots + (long)chunk->Slots * SlotPool.UnitSlots + BitOperations.PopCount(chunk->Granules & (granule - 1));
        var packed = *slot;
        if (packed == 0)
            return 0;
        *slot = 0;
        if (--chunk->Live == 0)
            Empty(chunk);
        return packed;
    }

    /// <summary>The block at <paramref name="address"/>, packed, which stays where it is; 0 when there is none.</summary>
    public ulong Peek(ulong address)
    {
        if ((address & NotDense) != 0)
            return _odd.GetValueOrDefault(address);
        var region = (Chunk*)_regionTable[address >> RegionBits];
        if (region == null)
            return 0;
        var chunk = region + (address >> ChunkBits & (ChunksPerRegion - 1));
        var granule = 1UL << (int)(address >> 4);
        return (chunk->Granules & granule) == 0 ? 0 : _pool.Run(chunk->Slots)[BitOperations.PopCount(chunk->Granules & (granule - 1))];
    }

    /// <summary>Gives a size kept by <see cref="SetLargeSize"/>, which stays there.</summary>
    public long LargeSizeAt(ulong address) => _largeSizes.GetValueOrDefault(address);

    /// <summary>Remembers a size of 2^24 - 1 bytes or more, which has no room in a packed block.</summary>
    public void SetLargeSize(ulong address, long bytes) => _largeSizes[address] = bytes;

    /// <summary>Gives a size kept by <see cref="SetLargeSize"/> and forgets it.</summary>
    public long TakeLargeSize(ulong address) => _largeSizes.Remove(address, out var bytes) ? bytes : 0;

    /// <summary>Asks the processor to fetch what <see cref="Put"/> and <see cref="Take"/> will read first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong address)
    {
        var region = (Chunk*)_regionTable[(address & ~NotDense) >> RegionBits];
        if (region != null && Sse.IsSupported)
            Sse.Prefetch0(region + (address >> ChunkBits & (ChunksPerRegion - 1)));
    }

    /// <summary>Asks for what they will read next; the chunk itself should have come by now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong address)
    {
        var region = (Chunk*)_regionTable[(address & ~NotDense) >> RegionBits];
        if (region == null || !Sse.IsSupported)
            return;
        var chunk = region + (address >> ChunkBits & (ChunksPerRegion - 1));
        Sse.Prefetch0(_pool.Run(chunk->Slots) + BitOperations.PopCount(chunk->Granules & ((1UL << (int)(address >> 4)) - 1)));
    }

    public void Dispose()
    {
        foreach (var region in _mapped)
            _ = Native.Libc.munmap((void*)region, (nuint)ChunksPerRegion * (nuint)sizeof(Chunk));
        _mapped.Clear();
        _regions.Dispose();
        _emptied.Dispose();
        _pool.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong PutRare(ulong address, ulong packed)
    {
        if ((address & NotDense) != 0)
        {
            _odd.TryGetValue(address, out var before);
            _odd[address] = packed;
            return before;
        }
        var region = (nint)NativeArray<Chunk>.Map((nuint)ChunksPerRegion * (nuint)sizeof(Chunk));
        _mapped.Add(region);
        _regionTable[address >> RegionBits] = region;
        return Put(address, packed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong TakeOdd(ulong address) => _odd.Remove(address, out var packed) ? packed : 0;

    /// <summary>
    /// The chunk's slots are to go back, so that a heap that has shrunk leaves nothing behind; but not at once, since most often the allocator soon hands the same
    /// addresses out again. They go when as many other chunks have been emptied as <see cref="_emptied"/> holds, if there is no block in them then.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Empty(Chunk* chunk)
    {
        if (chunk->IsWatched != 0)
            return;
        chunk->IsWatched = 1;
        var place = _emptied.Pointer + (_emptiedCount++ & (MostEmptied - 1));
        var earlier = (Chunk*)*place;
        *place = (nint)chunk;
        if (earlier == null)
            return;
        earlier->IsWatched = 0;
        if (earlier->Live == 0)
            Release(earlier);
    }

    /// <summary>Gives the chunk's slots back. Which granules had one is kept, if they were not many: then the chunk gets as many slots at once when it fills again.</summary>
    private void Release(Chunk* chunk)
    {
        _pool.Return(chunk->Slots, chunk->SizeClass);
        chunk->Slots = SlotPool.NoRun;
        if (SlotPool.Capacity(chunk->SizeClass) > MostSlotsRevived)
            chunk->Granules = 0;
        ChunksInUse--;
    }

    /// <summary>Slots for a chunk that had to give its own back. Returns that of the granule.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong* Revive(Chunk* chunk, ulong granule)
    {
        chunk->Slots = Rent(chunk->SizeClass);
        ChunksInUse++;
        var slots = _pool.Run(chunk->Slots);
        new Span<ulong>(slots, SlotPool.Capacity(chunk->SizeClass)).Clear();
        return slots + BitOperations.PopCount(chunk->Granules & (granule - 1));
    }

    private uint Rent(int sizeClass)
    {
        var unit = _pool.Rent(sizeClass);
        _slots = _pool.Run(0);
        return unit;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlot(Chunk* chunk, ulong address, ulong packed)
    {
        if (chunk->Slots == SlotPool.NoRun)
        {
            // New, or emptied and now used in another way.
            chunk->Granules = 0;
            chunk->SizeClass = 0;
            chunk->Slots = Rent(0);
            ChunksInUse++;
        }
        var granule = 1UL << (int)(address >> 4);
        var more = granule | Following(chunk, address, packed);
        if (BitOperations.PopCount(chunk->Granules | more) > SlotPool.Capacity(chunk->SizeClass))
            MakeRoom(chunk, more);
        Insert(chunk, more);
        _pool.Run(chunk->Slots)[BitOperations.PopCount(chunk->Granules & (granule - 1))] = packed;
        chunk->Live++;
    }

    /// <summary>
    /// The granules where blocks are to be expected behind this one: allocators cut fresh memory into blocks of one size, one after the other. So where the block right below is as
    /// large, as many at the same distance as fit into the chunk; else none. Where blocks of many sizes are mixed, two alike may be neighbours by chance, so no more than twice what is alive here, or as
    /// many as there are in the chunk before if that is what speaks for it.
    /// </summary>
    private ulong Following(Chunk* chunk, ulong address, ulong packed)
    {
        var at = (int)(address >> 4 & 63);
        var distance = at - HighestLive(chunk, chunk->Granules & ((1UL << at) - 1), out var below);
        var most = 2 * (chunk->Live + 1);
        if (below == 0 && (address >> ChunkBits & (ChunksPerRegion - 1)) != 0)
        {
            distance = 64 + at - HighestLive(chunk - 1, chunk[-1].Granules, out below);
            most = chunk[-1].Live;
        }
        var granules = PackedBlock.Granules(packed);
        if (below == 0 || PackedBlock.Granules(below) != granules || distance > granules + 1)
            return 0;
        var following = 0UL;
        for (var next = at + distance; next < 64 && most-- > 0; next += distance)
            following |= 1UL << next;
        return following;
    }

    /// <summary>The highest of the chunk's <paramref name="granules"/>, all of which have slots, where a block is alive, and the block; no block where there is none.</summary>
    private int HighestLive(Chunk* chunk, ulong granules, out ulong packed)
    {
        var slot = _pool.Run(chunk->Slots) + BitOperations.PopCount(granules);
        packed = 0;
        for (; granules != 0; granules ^= 1UL << BitOperations.Log2(granules))
        {
            packed = *--slot;
            if (packed != 0)
                return BitOperations.Log2(granules);
        }
        return 0;
    }

    /// <summary>Gives more granules of the chunk a slot each, which is empty. Its run has room for them.</summary>
    private void Insert(Chunk* chunk, ulong more)
    {
        var slots = _pool.Run(chunk->Slots);
        var from = BitOperations.PopCount(chunk->Granules);
        var all = chunk->Granules | more;
        for (var (rest, to) = (all, BitOperations.PopCount(all)); to > from;)
        {
            var highest = 1UL << BitOperations.Log2(rest);
            slots[--to] = (chunk->Granules & highest) != 0 ? slots[--from] : 0;
            rest ^= highest;
        }
        chunk->Granules = all;
    }

    /// <summary>Copies the chunk's live slots into a run with room for some more granules.</summary>
    private void MakeRoom(Chunk* chunk, ulong more)
    {
        // An eighth to spare where slots were given up, or the next new address would have them copied again.
        var spare = chunk->Live < BitOperations.PopCount(chunk->Granules) ? chunk->Live / 8 : 0;
        var sizeClass = SlotPool.ClassFor(Math.Min(chunk->Live + BitOperations.PopCount(more) + spare, 64));
        var unit = Rent(sizeClass);
        var from = _pool.Run(chunk->Slots);
        var to = _pool.Run(unit);
        ulong kept = 0;
        for (var rest = chunk->Granules; rest != 0; rest &= rest - 1, from++)
        {
            if (*from == 0)
                continue;
            *to++ = *from;
            kept |= rest & (~rest + 1);
        }
        _pool.Return(chunk->Slots, chunk->SizeClass);
        chunk->Slots = unit;
        chunk->SizeClass = (byte)sizeClass;
        chunk->Granules = kept;
    }
}
