using System.Numerics;
using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Live;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Accounting;

/// <summary>
/// The books of one process's heap: what each site has alive, what it did in the present tick, and what was alive at the peak.
/// </summary>
/// <remarks>
/// The peak is exact to the event and costs one look at a flag: a site that changes for the first time since the peak puts its figures aside before it changes. A site
/// that was not touched since is as it was at the peak. A new peak takes what was put aside back, once for each time it was put there.
/// In a program that only grows, every allocation is a new peak, and nothing is put aside at all.
/// <para>
/// What a site has alive stands in two places: up to the end of the last tick, less what was freed since of blocks older than the present tick, in its
/// <see cref="SiteState"/>; what the present tick's own blocks changed, in its <see cref="SiteActivity"/>. So an event of a site that is put aside and active, as nearly all
/// are, is two additions.
/// </para>
/// </remarks>
internal sealed unsafe partial class HeapAccount : IDisposable
{
    /// <summary>Token of no block; see <see cref="Allocate"/>.</summary>
    public const ulong NoToken = ulong.MaxValue;

    private readonly NativeArray<ulong> _lastOfThread = new(64);
    private readonly NativeArray<SiteActivity> _active = new(256);
    private readonly NativeArray<AliveAtPeak> _setAside = new(256);
    private readonly LaterFreeTable _laterFrees = new();
    private readonly NativeArray<long> _weights = new(1);
    private bool _isSampled;
    // The arrays above where they stand now, for those who come by at every event: refreshed when one of them may have grown.
    private SiteState* _sites;
    private SiteActivity* _activities;
    private ulong* _lastTokens;
    // The present tick; -1 where its blocks have to go by Free: they may stand for others, or a fork may have them, too.
    private int _freshTick;
    private int _activeCount;
    private int _setAsideCount;
    private long _high; // since the present tick began, or since it was last taken within it
    private long _tickHigh; // of the present tick before that
    private SiteChange[] _changes = [];
    private LaterFree[] _frees = [];

    /// <summary>The sites.</summary>
    public SiteTable Sites { get; } = new();

    public HeapAccount() => Refresh();

    /// <summary>Number of the present tick.</summary>
    public int Tick { get; private set; }

    /// <summary>Bytes alive now.</summary>
    public long HeapBytes { get; private set; }

    /// <summary>The most bytes alive since the present tick began.</summary>
    public long HighBytes => Math.Max(_high, _tickHigh);

    /// <summary>The most bytes alive ever.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Tick of the event that brought the peak.</summary>
    public int PeakTick { get; private set; }

    /// <summary>Blocks handed out in all ticks that were closed.</summary>
    public long Allocations { get; private set; }

    /// <summary>Blocks alive now. One look at every site.</summary>
    public long LiveBlocks
    {
        get
        {
            var blocks = 0L;
            for (var i = 0; i < Sites.Count; i++)
                blocks += LiveOf(Sites.Pointer + i).Count;
            return blocks;
        }
    }

    /// <summary>Whether anything happened in the present tick.</summary>
    public bool HasChanges => _activeCount > 0 || _laterFrees.Count > 0;

    /// <summary>Adds a site that is not there yet, and returns its index.</summary>
    public int AddSite(SiteKey key, SiteId captureSite)
    {
        var site = Sites.Add(key, captureSite);
        _active.Reserve(site + 1);
        _setAside.Reserve(site + 1);
        _lastOfThread.Reserve(Sites.Pointer[site].Thread + 1);
        Refresh();
        return site;
    }

    /// <summary>Each block of the site stands for so many. All its figures are of what they stand for, so that they are estimates from here on.</summary>
    public void SetWeight(int site, long weight)
    {
        _weights.Reserve(site + 1);
        _weights.Pointer[site] = weight;
        _isSampled = true;
        AgeBlocks();
    }

    /// <summary>A sampled block was handed out; see <see cref="SetWeight"/>.</summary>
    public void AllocateSampled(int site, long bytes, ulong token) => Add(site, WeightOf(site), bytes * WeightOf(site), token);

    /// <summary>A block was handed out. <paramref name="token"/> tells it from the other blocks alive: its address, in a form of the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocate(int site, long bytes, ulong token)
    {
        var state = _sites + site;
        var heapBytes = HeapBytes + bytes;
        if (!state->IsSetAsideAndActive || heapBytes > _high)
        {
            Add(site, 1, bytes, token);
            return;
        }
        HeapBytes = heapBytes;
        var active = _activities + (state->Activity - 1);
        active->Allocations++;
        active->AllocatedBytes += bytes;
        _lastTokens[state->Thread] = token;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(int site, long count, long bytes, ulong token)
    {
        var state = _sites + site;
        HeapBytes += bytes;
        if (HeapBytes <= _high || !Rise())
            KeepPeak(state, site);
        var active = ActivityOf(state, site);
        active->Allocations += count;
        active->AllocatedBytes += bytes;
        _lastTokens[state->Thread] = token;
    }

    /// <summary>
    /// A block was given back, packed as the live map keeps it, if that is two additions: its site has changed in this tick and since the peak, and the block is of this
    /// tick. Otherwise false, and nothing has happened: it has to go by <see cref="Free"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFreeFresh(ulong packed, ulong token)
    {
        var state = _sites + PackedBlock.Site(packed);
        var bytes = (long)PackedBlock.Size(packed);
        if (PackedBlock.Tick(packed) != _freshTick || !state->IsSetAsideAndActive || bytes == (long)PackedBlock.LargeSize)
            return false;
        HeapBytes -= bytes;
        var active = _activities + (state->Activity - 1);
        active->FreedWithin++;
        active->FreedWithinBytes += bytes;
        var last = _lastTokens + state->Thread;
        if (*last == token)
        {
            *last = 0; // and not NoToken, which would equal a token that equals none
            active->Temporary++;
        }
        return true;
    }

    /// <summary>A block was given back. With <see cref="NoToken"/> it never counts as temporary.</summary>
    public void Free(int site, long bytes, int tick, ulong token)
    {
        if (_isSampled)
            Take(site, WeightOf(site), bytes * WeightOf(site), tick, token);
        else
            Take(site, 1, bytes, tick, token);
    }

    /// <summary>No block of the present tick goes by <see cref="TryFreeFresh"/> any more.</summary>
    public void AgeBlocks() => _freshTick = -1;

    /// <summary>How many blocks each block of a site stands for: 1 where it is not sampled.</summary>
    public long WeightOf(int site) => site < _weights.Capacity && _weights.Pointer[site] is var weight and > 0 ? weight : 1;

    private void Take(int site, long count, long bytes, int tick, ulong token)
    {
        var state = _sites + site;
        var temporary = _lastTokens[state->Thread] == token;
        if (temporary)
            _lastTokens[state->Thread] = 0;
        KeepPeak(state, site);
        HeapBytes -= bytes;
        if (tick != Tick)
        {
            state->LiveCount -= (uint)count;
            state->LiveBytes -= bytes;
            _laterFrees.Add(site, tick, count, bytes, temporary);
            return;
        }
        var active = ActivityOf(state, site);
        active->FreedWithin += count;
        active->FreedWithinBytes += bytes;
        active->Temporary += temporary ? count : 0;
    }

    /// <summary>A part of a block was given back; the block lives on.</summary>
    public void FreePart(int site, long bytes, int tick)
    {
        var state = Sites.Pointer + site;
        KeepPeak(state, site);
        HeapBytes -= bytes;
        if (tick != Tick)
        {
            state->LiveBytes -= bytes;
            _laterFrees.Add(site, tick, 0, bytes, temporary: false);
            return;
        }
        ActivityOf(state, site)->FreedWithinBytes += bytes;
    }

    /// <summary>A block is told by another token from now on.</summary>
    public void Rename(int site, ulong from, ulong to)
    {
        ref var last = ref _lastTokens[_sites[site].Thread];
        if (last == from)
            last = to;
    }

    /// <summary>Gives what the present tick brought, and begins tick <paramref name="next"/>. The spans are good until the next call.</summary>
    public void EndTick(int next, out ReadOnlySpan<SiteChange> changes, out ReadOnlySpan<LaterFree> laterFrees)
    {
        if (_changes.Length < _activeCount)
            _changes = new SiteChange[BitOperations.RoundUpToPowerOf2((uint)_activeCount)];
        for (var i = 0; i < _activeCount; i++)
        {
            var active = _active.Pointer + i;
            _changes[i] = new SiteChange(
                Sites.CaptureSiteOf(active->Site), active->Allocations, active->AllocatedBytes, active->FreedWithin, active->FreedWithinBytes, active->Temporary);
            Allocations += active->Allocations;
            var state = Sites.Pointer + active->Site;
            (state->LiveCount, state->LiveBytes) = LiveOf(state);
            state->Activity = 0;
        }
        changes = _changes.AsSpan(0, _activeCount);
        laterFrees = _laterFrees.TakeAll(Sites, ref _frees);
        _activeCount = 0;
        _high = HeapBytes;
        _tickHigh = 0;
        Tick = next;
        _freshTick = _isSampled ? -1 : next;
    }

    /// <summary>All that is alive now.</summary>
    public (long Blocks, long Bytes) Alive() => (LiveBlocks, HeapBytes);

    /// <summary>Id of a site in the capture.</summary>
    public int CaptureSiteOf(int site) => Sites.CaptureSiteOf(site).Value;

    /// <summary>The most bytes alive since the present tick began, or since this was last asked within it: whoever asks at the end of each tick, too, misses nothing.</summary>
    public long TakeHigh()
    {
        var high = _high;
        _tickHigh = Math.Max(_tickHigh, high);
        _high = HeapBytes;
        return high;
    }

    /// <summary>Blocks handed out up to now, the present tick's with them.</summary>
    public long AllocationsUntilNow()
    {
        var allocations = Allocations;
        for (var i = 0; i < _activeCount; i++)
            allocations += _active.Pointer[i].Allocations;
        return allocations;
    }

    /// <summary>What was alive at the peak, by site.</summary>
    public List<LiveBlocks> AliveAtPeak()
    {
        // In whatever order: that of the sites makes it one pass.
        var setAside = new Span<AliveAtPeak>(_setAside.Pointer, _setAsideCount);
        setAside.Sort(static (a, b) => a.Site.CompareTo(b.Site));
        List<LiveBlocks> alive = [];
        for (var (i, next) = (0, 0); i < Sites.Count; i++)
        {
            var state = Sites.Pointer + i;
            var isAside = next < setAside.Length && setAside[next].Site == i;
            var (count, bytes) = isAside ? (setAside[next].Count, setAside[next].Bytes) : LiveOf(state);
            next += isAside ? 1 : 0;
            if (count != 0 || bytes != 0)
                alive.Add(new LiveBlocks(Sites.CaptureSiteOf(i), count, bytes));
        }
        return alive;
    }

    public void Dispose()
    {
        Sites.Dispose();
        _lastOfThread.Dispose();
        _active.Dispose();
        _setAside.Dispose();
        _weights.Dispose();
        _laterFrees.Dispose();
    }

    private void Refresh()
    {
        _sites = Sites.Pointer;
        _activities = _active.Pointer;
        _lastTokens = _lastOfThread.Pointer;
    }

    /// <summary>What the site has alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (uint Count, long Bytes) LiveOf(SiteState* state)
    {
        if (state->Activity == 0)
            return (state->LiveCount, state->LiveBytes);
        var active = _activities + (state->Activity - 1);
        return (state->LiveCount + (uint)(active->Allocations - active->FreedWithin), state->LiveBytes + active->AllocatedBytes - active->FreedWithinBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepPeak(SiteState* state, int site)
    {
        if (state->IsSetAside)
            return;
        var (count, bytes) = LiveOf(state);
        _setAside.Pointer[_setAsideCount++] = new AliveAtPeak { Site = site, Count = count, Bytes = bytes };
        state->IsSetAside = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SiteActivity* ActivityOf(SiteState* state, int site)
    {
        if (state->Activity == 0)
        {
            _activities[_activeCount++] = new SiteActivity { Site = site };
            state->Activity = _activeCount;
        }
        return _activities + (state->Activity - 1);
    }

    /// <summary>There was never as much alive in this tick. Whether there never was at all: then all that was put aside is of no use any more.</summary>
    private bool Rise()
    {
        _high = HeapBytes;
        if (HeapBytes <= PeakBytes)
            return false;
        PeakBytes = HeapBytes;
        PeakTick = Tick;
        while (_setAsideCount > 0)
            _sites[_setAside.Pointer[--_setAsideCount].Site].IsSetAside = false;
        return true;
    }
}
