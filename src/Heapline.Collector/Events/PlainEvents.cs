using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Heapline.Collector.Accounting;
using Heapline.Collector.Live;
using Heapline.Collector.Stacks;
using Heapline.Protocol;

namespace Heapline.Collector.Events;

/// <summary>
/// The shortest way for blocks of the heap that are handed out, given back and reallocated while nothing else happens: the address has had a block before, the site has changed in this tick and since
/// the peak; a block that is given back may also be of an earlier tick, if others like it were given back before. One loop without a call, so that all it needs stays at hand; any other record ends it.
/// </summary>
/// <remarks>
/// What it needs of live map, call stacks and books is taken together for a stretch of records and given back after it, since anything else that handles a record may move or change it.
/// Each step looks at everything before it changes anything.
/// </remarks>
internal unsafe struct PlainEvents
{
    private const ushort PlainFree = (ushort)RecordKind.Free;
    private const ushort PlainReallocateBegin = (ushort)RecordKind.ReallocateBegin;
    private const ushort PlainHere = (ushort)RecordKind.Here;
    private const int ReallocateWords = 3;

    private LiveMap.Tables _live;
    private NodeTable.Tables _nodes;
    private HeapAccount.Tables _account;
    // Whether no thread is within a realloc.
    private bool _isSettled;
    // The site that most blocks of the current node are of.
    private HeapAccount.Counted _here;

    /// <summary>Looks where everything stands now.</summary>
    public void Take(BlockEvents blocks, NodeTable nodes, HeapAccount account)
    {
        _live.Take(blocks.Live);
        _nodes.Take(nodes);
        _account.Take(account, blocks.Estate.LastTick);
        _isSettled = blocks.IsSettled;
        _here = _account.SiteAt(_nodes.Site);
    }

    /// <summary>Enters in the books what has changed.</summary>
    public readonly void GiveBack(NodeTable nodes, HeapAccount account)
    {
        _nodes.GiveBack(nodes);
        _account.GiveBack(account);
    }

    /// <summary>
    /// Takes records from <paramref name="record"/> on and returns where the first one stands that is not for it, of which nothing has been done; <paramref name="end"/> when all were.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* Run(PlainEvents* events, ulong* record, ulong* end)
    {
        while (record < end)
        {
            Sse.PrefetchNonTemporal(record + 128);
            var head = *record;
            if (Record.IsHere(head))
            {
                if (!events->TryAllocate(head))
                    break;
                record++;
            }
            else if ((ushort)head == PlainFree)
            {
                if (!events->TryFree(Record.Value(head)))
                    break;
                record++;
            }
            else if ((ushort)head == PlainHere)
            {
                events->_nodes.GoTo(Record.Value(head));
                events->_here = events->_account.SiteAt(events->_nodes.Site);
                record++;
            }
            else
            {
                if ((ushort)head != PlainReallocateBegin || record + ReallocateWords > end || !events->TryReallocate(Record.Value(head), record[1], record[2]))
                    break;
                record += ReallocateWords;
            }
        }
        return record;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFree(ulong address)
    {
        if (!_live.TryFind(address, out var chunk, out var slot))
            return false;
        var packed = *slot;
        if (!LiveMap.Tables.MayLeave(chunk))
            return false;
        if (_account.TryFindFresh(packed, out var site, out var bytes))
            _account.Free(site, bytes, address);
        else if (_account.TryFindOlder(packed, out site, out bytes, out var sum))
            _account.FreeOlder(site, sum, bytes, address);
        else
            return false;
        *slot = 0;
        chunk->Live--;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAllocate(ulong head)
    {
        var address = Record.HereAddress(head);
        if (!_live.TryFindGranule(address, out var chunk, out var slot) || *slot != 0 || chunk->Slots == SlotPool.NoRun)
            return false;
        var bytes = Record.HereSize(head);
        if (!TryFindSite(Record.HereFunction(head), out var site) || !_account.MayAllocate(site, bytes))
            return false;
        *slot = _account.Allocate(site, bytes, address);
        chunk->Live++;
        return true;
    }

    /// <summary>The site for the current node and a function, if it has been asked for before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryFindSite(HookedFunction function, out HeapAccount.Counted site)
    {
        site = _here;
        if ((int)function == _nodes.Function)
            return true;
        var index = _nodes.SiteOf(function);
        site = _account.SiteAt(index);
        return index >= 0;
    }

    /// <summary>A realloc whose end (<paramref name="head"/> and the word behind it) stands right behind its begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReallocate(ulong old, ulong head, ulong oldAndBytes)
    {
        var (address, function, bytes) = (Record.Value(head), Record.Function(head), oldAndBytes & Record.ReallocateHereBytes - 1);
        if (Record.Kind(head) != RecordKind.ReallocateEndHere || Record.Level(function) > 0 || oldAndBytes >> 16 != old || !_isSettled || !_live.TryFind(old, out var chunk, out var slot))
            return false;
        var packed = *slot;
        if (!_account.TryFindFresh(packed, out var freed, out var freedBytes) || !TryFindSite(function, out var site))
            return false;
        var newChunk = chunk;
        var newSlot = slot;
        if (address != old && (!_live.TryFind(address, out newChunk, out newSlot) || *newSlot != 0 || newChunk->Slots == SlotPool.NoRun || !LiveMap.Tables.MayLeave(chunk)))
            return false;
        if (!_account.MayAllocate(site, (long)bytes - freedBytes))
            return false;
        *slot = 0;
        chunk->Live--;
        _account.Free(freed, freedBytes, old, isReallocated: true);
        *newSlot = _account.Allocate(site, (long)bytes, address);
        newChunk->Live++;
        return true;
    }
}
