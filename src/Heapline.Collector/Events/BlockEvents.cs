using System.Runtime.CompilerServices;
using Heapline.Collector.Accounting;
using Heapline.Collector.Live;
using Heapline.Protocol;

namespace Heapline.Collector.Events;

/// <summary>
/// What events do to the blocks of one process: they change the live map, the mappings and the arenas, and enter the books. Draining thread only.
/// </summary>
internal sealed class BlockEvents : IDisposable
{
    // Mappings and blocks in a realloc are told by a number: others may be handed out at the same address meanwhile.
    private const ulong NumberedToken = 1UL << 63;
    private const uint Apart = 1u << (int)HookedFunction.Mmap | 1u << (int)HookedFunction.Mremap | 1u << (int)HookedFunction.Arena;

    private readonly HeapAccount _account;
    private readonly LiveMap _live = new();
    private readonly MappingMap _mappings = new();
    private readonly Dictionary<ulong, long> _arenas = [];
    private readonly List<(ulong Address, ulong Packed, long Bytes, ulong Token)> _inReallocate = [];
    private readonly List<(ulong Address, MappedBlock Block, ulong Length)> _inRemap = [];

    private ulong _numbered;

    public BlockEvents(HeapAccount account)
    {
        _account = account;
        Estate = new Estate(account, _live, _mappings);
    }

    /// <summary>What the process leaves to its forks, and has from its parent.</summary>
    public Estate Estate { get; }

    /// <summary>Address → live block.</summary>
    public LiveMap Live => _live;

    /// <summary>Whether no thread is within a realloc.</summary>
    public bool IsSettled => _inReallocate.Count == 0;

    /// <summary>Bytes in arenas.</summary>
    public long ArenaBytes { get; private set; }

    /// <summary>How many blocks were handed out at an address where one was alive: it was given back unseen.</summary>
    public long UnseenFrees { get; private set; }

    /// <summary>How many frees were of blocks that are not known: most were there before the agent.</summary>
    public long UnknownFrees { get; private set; }

    /// <summary>Bytes of the collector's own memory that the live map takes.</summary>
    public long LiveMapBytes => _live.Bytes;

    /// <summary>Whether blocks of this function are mappings or arenas.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsApart(HookedFunction function) => ((ulong)Apart >> (int)function & 1) != 0 && (int)function < 32;

    /// <summary>Whether blocks of this function are of the heap and stand for themselves alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(HookedFunction function) => (int)function < 32 && ((ulong)~Apart >> (int)function & 1) != 0;

    /// <summary>Fetches ahead what an event with this address will need; see <see cref="LiveMap.Prefetch"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong address) => _live.Prefetch(address);

    /// <summary>Second half of fetching ahead; see <see cref="LiveMap.PrefetchSlot"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong address) => _live.PrefetchSlot(address);

    /// <summary>A block of the heap was handed out. One that is still alive there was given back unseen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocate(ulong address, int site, ulong bytes)
    {
        if (bytes >= PackedBlock.LargeSize)
        {
            AllocateLarge(address, site, bytes);
            return;
        }
        var before = _live.Put(address, PackedBlock.Pack(site, bytes, _account.Tick));
        if (before != 0)
            FreeUnseen(address, before);
        _account.Allocate(site, (long)bytes, address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AllocateLarge(ulong address, int site, ulong bytes)
    {
        Put(address, site, bytes);
        _account.Allocate(site, (long)bytes, address);
    }

    /// <summary>A block of the heap was handed out that stands for others: its site has a weight.</summary>
    public void AllocateSampled(ulong address, int site, ulong bytes)
    {
        Put(address, site, bytes);
        _account.AllocateSampled(site, (long)bytes, address);
    }

    /// <summary>A block of the heap is given back that is not temporary.</summary>
    public void FreeLater(ulong address)
    {
        var packed = _live.Take(address);
        if (packed != 0)
            FreeKnown(address, packed, HeapAccount.NoToken);
        else
            FreeOther(address);
    }

    /// <summary>A block of the heap is given back. One that is not known was there before the agent: nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(ulong address)
    {
        var packed = _live.Take(address);
        if (packed == 0)
            FreeOther(address);
        else if (!_account.TryFreeFresh(packed, address))
            FreeKnown(address, packed, address);
    }

    /// <summary>
    /// A realloc has given a block in the place of the one at <paramref name="old"/>, and nothing else happened between: what <see cref="BeginReallocate"/> and
    /// <see cref="EndReallocate"/> do, of two blocks of the heap. False when the old one is none, or not known here, or another thread is within a realloc; then nothing
    /// has happened.
    /// </summary>
    public bool TryReallocate(ulong old, ulong address, int site, ulong bytes)
    {
        if (_inReallocate.Count > 0)
            return false;
        var packed = _live.Take(old);
        if (packed == 0)
            return false;
        _account.Rename(PackedBlock.Site(packed), old, 0); // it is freed by the realloc, and never temporary
        if (!_account.TryFreeFresh(packed, HeapAccount.NoToken))
            FreeKnown(old, packed, HeapAccount.NoToken);
        Allocate(address, site, bytes);
        return true;
    }

    /// <summary>A block goes into a realloc: its address may be handed out from now on, its bytes count until the realloc has ended.</summary>
    public void BeginReallocate(ulong address)
    {
        var packed = _live.Take(address);
        if (packed != 0)
        {
            var token = NumberedToken | ++_numbered;
            _account.Rename(PackedBlock.Site(packed), address, token);
            var bytes = SizeOf(address, packed);
            HandOn(address, packed, bytes);
            _inReallocate.Add((address, packed, bytes, token));
        }
        else if (_mappings.TakeAt(address) is var (block, length))
            _inRemap.Add((address, block, length));
        else
            TakeInherited(address);
    }

    /// <summary>A realloc has given a block in the place of the one at <paramref name="old"/>: one block freed, one handed out.</summary>
    public void EndReallocate(ulong old, ulong address, int site, ulong bytes, HookedFunction function)
    {
        if (TakeReallocated(old) is var (packed, oldBytes, _))
            _account.Free(PackedBlock.Site(packed), oldBytes, PackedBlock.Tick(packed), HeapAccount.NoToken);
        else if (TakeRemapped(old) is var (block, length))
            FreePiece(block, (long)length, block.Pieces == 0, HeapAccount.NoToken);
        if (address == 0)
            return; // realloc(p, 0) of some C libraries, or a block that is not sampled: only a free
        if (Record.Level(function) > 0)
            AllocateSampled(address, site, bytes);
        else if (IsApart(function))
            AllocateApart(address, site, bytes, function);
        else
            Allocate(address, site, bytes);
    }

    /// <summary>A realloc has failed: the block is alive as before.</summary>
    public void FailReallocate(ulong address)
    {
        if (TakeReallocated(address) is var (packed, bytes, token))
        {
            var before = _live.Put(address, packed);
            if (before != 0)
                FreeUnseen(address, before);
            _account.Rename(PackedBlock.Site(packed), token, address);
            if (PackedBlock.Size(packed) == PackedBlock.LargeSize)
                _live.SetLargeSize(address, bytes);
        }
        else if (TakeRemapped(address) is var (block, length))
        {
            Unmap(address, length);
            _mappings.Add(address, length, block);
        }
    }

    /// <summary>A mapping or an arena was handed out. What a new mapping covers (MAP_FIXED) is unmapped by it.</summary>
    public void AllocateApart(ulong address, int site, ulong bytes, HookedFunction function)
    {
        if (function == HookedFunction.Arena)
        {
            FreeArena(address);
            _arenas[address] = (long)bytes;
            ArenaBytes += (long)bytes;
            return;
        }
        if (bytes == 0)
            return;
        Unmap(address, bytes);
        _mappings.Add(address, bytes, new MappedBlock(site, _account.Tick, NumberedToken | ++_numbered));
        _account.Allocate(site, (long)bytes, NumberedToken | _numbered);
    }

    /// <summary>An arena is given back.</summary>
    public void FreeArena(ulong address)
    {
        if (_arenas.Remove(address, out var bytes))
            ArenaBytes -= bytes;
    }

    /// <summary>A range is unmapped: parts of mappings leave, and a mapping is freed with its last byte.</summary>
    public void Unmap(ulong address, ulong length)
    {
        _mappings.Remove(address, length, (block, bytes, last) => FreePiece(block, bytes, last, block.Token));
        Estate.Inherited?.Unmap(address, length);
    }

    public void Dispose()
    {
        Estate.Dispose();
        _live.Dispose();
    }

    private void Put(ulong address, int site, ulong bytes)
    {
        var large = bytes >= PackedBlock.LargeSize;
        var before = _live.Put(address, PackedBlock.Pack(site, large ? PackedBlock.LargeSize : bytes, _account.Tick));
        if (before != 0)
            FreeUnseen(address, before);
        if (large)
            _live.SetLargeSize(address, (long)bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeKnown(ulong address, ulong packed, ulong token)
    {
        var bytes = SizeOf(address, packed);
        HandOn(address, packed, bytes);
        _account.Free(PackedBlock.Site(packed), bytes, PackedBlock.Tick(packed), token);
    }

    /// <summary>What forks of the process had, too, they must find when they give it back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void HandOn(ulong address, ulong packed, long bytes)
    {
        if (PackedBlock.Tick(packed) <= Estate.LastTick)
            Estate.HandOn(address, packed, bytes);
    }

    private bool TakeInherited(ulong address)
    {
        if (Estate.Inherited?.Take(address) is not { } block)
            return false;
        Estate.HandOn(address, block);
        return true;
    }

    private void FreePiece(MappedBlock block, long bytes, bool last, ulong token)
    {
        if (last)
            _account.Free(block.Site, bytes, block.Tick, token);
        else
            _account.FreePart(block.Site, bytes, block.Tick);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeUnseen(ulong address, ulong packed)
    {
        UnseenFrees++;
        FreeKnown(address, packed, address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SizeOf(ulong address, ulong packed)
    {
        var bytes = PackedBlock.Size(packed);
        return bytes == PackedBlock.LargeSize ? _live.TakeLargeSize(address) : (long)bytes;
    }

    /// <summary>No block is alive there: a realloc to no bytes at all has given it back, or it was never known.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeOther(ulong address)
    {
        if (TakeReallocated(address) is var (packed, bytes, _))
            _account.Free(PackedBlock.Site(packed), bytes, PackedBlock.Tick(packed), HeapAccount.NoToken);
        else if (!TakeInherited(address))
            UnknownFrees++;
    }

    // Threads in realloc at one time are few; two of them can even hold the same address, when the first's block has moved and the second got its place.
    private (ulong Packed, long Bytes, ulong Token)? TakeReallocated(ulong address)
    {
        for (var i = 0; i < _inReallocate.Count; i++)
        {
            if (_inReallocate[i].Address != address)
                continue;
            var (_, packed, bytes, token) = _inReallocate[i];
            _inReallocate.RemoveAt(i);
            return (packed, bytes, token);
        }
        return null;
    }

    private (MappedBlock Block, ulong Length)? TakeRemapped(ulong address)
    {
        var at = _inRemap.FindIndex(held => held.Address == address);
        if (at < 0)
            return null;
        var (_, block, length) = _inRemap[at];
        _inRemap.RemoveAt(at);
        return (block, length);
    }
}
