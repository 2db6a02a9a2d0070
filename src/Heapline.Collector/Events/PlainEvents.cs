using System.Numerics;
using System.Runtime.CompilerServices;
using Heapline.Collector.Accounting;
using Heapline.Collector.Live;
using Heapline.Collector.Stacks;
using Heapline.Protocol;

namespace Heapline.Collector.Events;

/// <summary>
/// The shortest way for blocks of the heap that are handed out, given back and reallocated while nothing else happens: the address has had a block before, the site has changed in this tick and since
/// the peak, and a block that is given back is of this tick. One loop without a call, so that all it needs stays at hand; any other record ends it.
/// </summary>
/// <remarks>
/// What it needs of live map, call stacks and books is taken together for a stretch of records and given back after it, since anything else that handles a record may move or change it.
/// Each step looks at everything before it changes anything.
/// </remarks>
internal unsafe struct PlainEvents
{
    private const ulong UnalignedBits = 0xF << 16;
    private const ushort PlainFree = (ushort)RecordKind.Free;
    private const ushort PlainReallocateBegin = (ushort)RecordKind.ReallocateBegin;
    private const int ReallocateWords = 5;

    private LiveMap.Tables _live;
    private NodeTable.Tables _nodes;
    private HeapAccount.Tables _account;
    // Whether no thread is within a realloc.
    private bool _isSettled;

    /// <summary>Looks where everything stands now.</summary>
    public void Take(BlockEvents blocks, NodeTable nodes, HeapAccount account)
    {
        _live.Take(blocks.Live);
        _nodes.Take(nodes);
        _account.Take(account);
        _isSettled = blocks.IsSettled;
    }

    /// <summary>Enters in the books what has changed.</summary>
    public readonly void GiveBack(HeapAccount account) => _account.GiveBack(account);

    /// <summary>
    /// Takes records from <paramref name="record"/> on and returns where the first one stands that is not for it, of which nothing has been done; <paramref name="end"/> when all were.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* Run(PlainEvents* events, ulong* record, ulong* end)
    {
        while (record < end)
        {
            var head = *record;
            if (!events->_live.TryFind(Record.Value(head), out var chunk, out var slot))
                break;
            if ((ushort)head == PlainFree)
            {
                if (!events->TryFree(Record.Value(head), chunk, slot))
                    break;
                record++;
            }
            else if (Record.Kind(head) == RecordKind.Allocate)
            {
                if (record + 1 >= end || !events->TryAllocate(head, record[1], chunk, slot))
                    break;
                record += 2;
            }
            else
            {
                if ((ushort)head != PlainReallocateBegin || record + ReallocateWords > end || !events->TryReallocate(Record.Value(head), record + 1, chunk, slot))
                    break;
                record += ReallocateWords;
            }
        }
        return record;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFree(ulong address, Chunk* chunk, ulong* slot)
    {
        var packed = *slot;
        var site = _account.SiteOfFresh(packed);
        if (site == null || !LiveMap.Tables.MayLeave(chunk))
            return false;
        *slot = 0;
        chunk->Live--;
        _account.Free(site, (long)PackedBlock.Size(packed), address);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAllocate(ulong head, ulong nodeAndBytes, Chunk* chunk, ulong* slot)
    {
        var function = Record.Function(head);
        if (!BlockEvents.IsPlain(function) || *slot != 0 || chunk->Slots == SlotPool.NoRun)
            return false;
        var index = _nodes.SiteOf((uint)(nodeAndBytes >> 32), (int)function);
        var bytes = (uint)nodeAndBytes;
        if (index < 0 || bytes >= PackedBlock.LargeSize || !_account.MayAllocate(index, bytes))
            return false;
        *slot = PackedBlock.Pack(index, bytes, _account.Tick);
        chunk->Live++;
        _account.Allocate(index, bytes, Record.Value(head));
        return true;
    }

    /// <summary>A realloc whose end (<paramref name="record"/>) stands right behind its begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReallocate(ulong old, ulong* record, Chunk* chunk, ulong* slot)
    {
        var head = record[0];
        var (address, function, bytes) = (Record.Value(head), Record.Function(head), record[2]);
        if (Record.Kind(head) != RecordKind.ReallocateEnd || record[3] != old || !_isSettled || !BlockEvents.IsPlain(function) || bytes >= PackedBlock.LargeSize)
            return false;
        var packed = *slot;
        var site = _account.SiteOfFresh(packed);
        var index = _nodes.SiteOf((uint)(record[1] >> 32), (int)function);
        if (site == null || index < 0)
            return false;
        var newChunk = chunk;
        var newSlot = slot;
        if (address != old && (!_live.TryFind(address, out newChunk, out newSlot) || *newSlot != 0 || newChunk->Slots == SlotPool.NoRun || !LiveMap.Tables.MayLeave(chunk)))
            return false;
        var freed = (long)PackedBlock.Size(packed);
        if (!_account.MayAllocate(index, (long)bytes - freed))
            return false;
        *slot = 0;
        chunk->Live--;
        _account.FreeReallocated(site, freed, old);
        *newSlot = PackedBlock.Pack(index, bytes, _account.Tick);
        newChunk->Live++;
        _account.Allocate(index, (long)bytes, address);
        return true;
    }
}
