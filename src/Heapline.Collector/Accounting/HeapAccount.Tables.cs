using System.Runtime.CompilerServices;
using Heapline.Collector.Live;

namespace Heapline.Collector.Accounting;

internal sealed unsafe partial class HeapAccount
{
    /// <summary>A site, for those that hand out blocks of it; good for as long as <see cref="Tables"/> are.</summary>
    public struct Counted
    {
        /// <summary>Its books.</summary>
        public SiteState* State;
        /// <summary>A block of it and of the present tick, of no bytes.</summary>
        public ulong Packed;
    }

    /// <summary>What most events need of the books, and the sums that they change. What changes here is to be given back before anything else is done with the books.</summary>
    public struct Tables
    {
        private SiteState* _sites;
        private SiteActivity* _activities;
        private ulong* _lastTokens;
        private long _heapBytes, _high, _peak;
        private LaterFreeTable.Tables _laterFrees;
        private uint _freshTick;
        private int _firstOwnTick;
        private bool _isNonePutAside;

        /// <summary>Number of the present tick.</summary>
        public int Tick { get; private set; }

        /// <summary>Looks where the books stand now.</summary>
        /// <param name="account">The books.</param>
        /// <param name="lastSharedTick">Blocks of ticks up to this one may be a fork's, too; -1 for none.</param>
        public void Take(HeapAccount account, int lastSharedTick)
        {
            _sites = account._sites;
            _activities = account._activities;
            _lastTokens = account._lastTokens;
            _heapBytes = account.HeapBytes;
            _high = account._high;
            _peak = account.PeakBytes;
            _freshTick = (uint)account._freshTick;
            _isNonePutAside = account._setAsideCount == 0;
            Tick = account.Tick;
            _laterFrees.Take(account._laterFrees);
            _firstOwnTick = account._isSampled ? int.MaxValue : lastSharedTick + 1;
        }

        /// <summary>Enters in the books what has changed here.</summary>
        public readonly void GiveBack(HeapAccount account)
        {
            account.HeapBytes = _heapBytes;
            account._high = _high;
            if (_peak == account.PeakBytes)
                return;
            account.PeakBytes = _peak;
            account.PeakTick = Tick;
        }

        /// <summary>The books of a site.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Counted SiteAt(int site) => new() { State = _sites + site, Packed = PackedBlock.Pack(site, 0, Tick) };

        /// <summary>
        /// The site of a block as the live map packs it, and the block's bytes, when to give it back is two additions: its site has changed in this tick and since the peak, and the block is of this
        /// tick. Else false.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool TryFindFresh(ulong packed, out SiteState* site, out long bytes)
        {
            bytes = (long)PackedBlock.Size(packed);
            site = _sites + (packed >> PackedBlock.SiteShift) - 1;
            return packed != 0 && (uint)PackedBlock.Tick(packed) == _freshTick && bytes != (long)PackedBlock.LargeSize && site->IsSetAsideAndActive;
        }

        /// <summary>A block of <see cref="TryFindFresh"/> was given back; by a realloc it never counts as temporary.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Free(SiteState* site, long bytes, ulong token, bool isReallocated = false)
        {
            _heapBytes -= bytes;
            var active = ActivityOf(site);
            active->FreedWithin++;
            active->FreedWithinBytes += bytes;
            var last = _lastTokens + site->ThreadIndex;
            if (*last != token)
                return;
            *last = 0;
            if (!isReallocated)
                active->Temporary++;
        }

        /// <summary>
        /// The site of a block of an earlier tick as the live map packs it, and the sum of such blocks, when to give it back takes no more than those: the site has changed since the peak, others like
        /// it were given back in this tick, and no fork has it. Else false.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool TryFindOlder(ulong packed, out SiteState* site, out long bytes, out LaterFreeTable.Sum* sum)
        {
            var tick = PackedBlock.Tick(packed);
            bytes = (long)PackedBlock.Size(packed);
            site = _sites + PackedBlock.Site(packed);
            sum = null;
            if (packed == 0 || tick < _firstOwnTick || bytes == (long)PackedBlock.LargeSize || !site->IsSetAside)
                return false;
            // There is none of the present tick.
            sum = _laterFrees.Find(LaterFreeTable.KeyOf(PackedBlock.Site(packed), tick));
            return sum != null;
        }

        /// <summary>A block of <see cref="TryFindOlder"/> was given back.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void FreeOlder(SiteState* site, LaterFreeTable.Sum* sum, long bytes, ulong token)
        {
            _heapBytes -= bytes;
            site->LiveCount--;
            site->LiveBytes -= bytes;
            sum->Count++;
            sum->Bytes += bytes;
            var last = _lastTokens + site->ThreadIndex;
            if (*last != token)
                return;
            *last = 0;
            sum->Temporary++;
        }

        /// <summary>Whether for a block of the site that makes the heap larger by <paramref name="bytes"/> it is enough to <see cref="Allocate"/> it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool MayAllocate(Counted site, long bytes) =>
            _heapBytes + bytes <= _peak ? site.State->IsSetAsideAndActive : _isNonePutAside && site.State->Activity != 0;

        /// <summary>A block was handed out. Returns it as the live map packs it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Allocate(Counted site, long bytes, ulong token)
        {
            var heapBytes = _heapBytes + bytes;
            _heapBytes = heapBytes;
            if (heapBytes > _high)
            {
                _high = heapBytes;
                _peak = Math.Max(_peak, heapBytes);
            }
            var active = ActivityOf(site.State);
            active->Allocations++;
            active->AllocatedBytes += bytes;
            _lastTokens[site.State->ThreadIndex] = token;
            return site.Packed | (ulong)bytes << PackedBlock.SizeShift;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly SiteActivity* ActivityOf(SiteState* site) => (SiteActivity*)((byte*)_activities + site->ActivityEnd) - 1;
    }
}
