using System.Numerics;
using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Accounting;

/// <summary>
/// The books of one process's heap: what each site has alive, what it did in the present tick, and what was alive at the peak.
/// </summary>
/// <remarks>
/// The peak is exact to the event and costs one comparison: each new maximum raises <see cref="_epoch"/>, and a site that changes for the first time
/// since then puts its figures aside before it changes. A site that was not touched since is as it was at the peak.
/// In a program that only grows, every allocation is a new peak, and each site merely copies two words of a cache line it writes anyway.
/// </remarks>
internal sealed unsafe class HeapAccount : IDisposable
{
    /// <summary>Token of no block; see <see cref="Allocate"/>.</summary>
    public const ulong NoToken = ulong.MaxValue;

    private readonly NativeArray<SiteState> _sites = new(1024);
    private readonly NativeArray<ulong> _lastOfThread = new(64);
    private readonly NativeArray<int> _changed = new(1024);
    private readonly LaterFreeTable _laterFrees = new();
    private ulong _epoch;
    private int _changedCount;
    private SiteChange[] _changes = [];
    private LaterFree[] _frees = [];

    /// <summary>How many sites there are.</summary>
    public int SiteCount { get; private set; }

    /// <summary>Number of the present tick.</summary>
    public int Tick { get; private set; }

    /// <summary>Bytes alive now.</summary>
    public long HeapBytes { get; private set; }

    /// <summary>The most bytes alive since the present tick began.</summary>
    public long HighBytes { get; private set; }

    /// <summary>The most bytes alive ever.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Tick of the event that brought the peak.</summary>
    public int PeakTick { get; private set; }

    /// <summary>Blocks handed out in all ticks that were closed.</summary>
    public long Allocations { get; private set; }

    /// <summary>Whether anything happened in the present tick.</summary>
    public bool HasChanges => _changedCount > 0 || _laterFrees.Count > 0;

    /// <summary>Adds a site and returns its index.</summary>
    public int AddSite(int thread, SiteId captureSite)
    {
        _sites.Reserve(SiteCount + 1);
        _changed.Reserve(SiteCount + 1);
        _lastOfThread.Reserve(thread + 1);
        _sites.Pointer[SiteCount].Thread = thread;
        _sites.Pointer[SiteCount].CaptureSite = captureSite.Value;
        return SiteCount++;
    }

    /// <summary>A block was handed out. <paramref name="token"/> tells it from the other blocks alive: its address, in a form of the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocate(int site, long bytes, ulong token)
    {
        var state = _sites.Pointer + site;
        KeepPeak(state);
        state->LiveCount++;
        state->LiveBytes += bytes;
        if (state->Allocations++ == 0)
            _changed.Pointer[_changedCount++] = site;
        state->AllocatedBytes += bytes;
        _lastOfThread.Pointer[state->Thread] = token;
        HeapBytes += bytes;
        if (HeapBytes > HighBytes)
            Rise();
    }

    /// <summary>A block was given back. With <see cref="NoToken"/> it never counts as temporary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int site, long bytes, int tick, ulong token)
    {
        var state = _sites.Pointer + site;
        var temporary = _lastOfThread.Pointer[state->Thread] == token;
        if (temporary)
            _lastOfThread.Pointer[state->Thread] = 0; // and not NoToken, which would equal a token that equals none
        KeepPeak(state);
        state->LiveCount--;
        state->LiveBytes -= bytes;
        HeapBytes -= bytes;
        if (tick != Tick)
        {
            _laterFrees.Add(site, tick, 1, bytes, temporary);
            return;
        }
        state->FreedWithin++;
        state->FreedWithinBytes += bytes;
        state->Temporary += temporary ? 1 : 0;
    }

    /// <summary>A part of a block was given back; the block lives on.</summary>
    public void FreePart(int site, long bytes, int tick)
    {
        var state = _sites.Pointer + site;
        KeepPeak(state);
        state->LiveBytes -= bytes;
        HeapBytes -= bytes;
        if (tick != Tick)
            _laterFrees.Add(site, tick, 0, bytes, temporary: false);
        else
            state->FreedWithinBytes += bytes;
    }

    /// <summary>A block is told by another token from now on.</summary>
    public void Rename(int site, ulong from, ulong to)
    {
        ref var last = ref _lastOfThread.Pointer[_sites.Pointer[site].Thread];
        if (last == from)
            last = to;
    }

    /// <summary>Gives what the present tick brought, and begins tick <paramref name="next"/>. The spans are good until the next call.</summary>
    public void EndTick(int next, out ReadOnlySpan<SiteChange> changes, out ReadOnlySpan<LaterFree> laterFrees)
    {
        if (_changes.Length < _changedCount)
            _changes = new SiteChange[BitOperations.RoundUpToPowerOf2((uint)_changedCount)];
        for (var i = 0; i < _changedCount; i++)
        {
            var state = _sites.Pointer + _changed.Pointer[i];
            _changes[i] = new SiteChange(
                new SiteId(state->CaptureSite), state->Allocations, state->AllocatedBytes, state->FreedWithin, state->FreedWithinBytes, state->Temporary);
            Allocations += state->Allocations;
            state->Allocations = state->AllocatedBytes = state->FreedWithin = state->FreedWithinBytes = state->Temporary = 0;
        }
        changes = _changes.AsSpan(0, _changedCount);
        laterFrees = _laterFrees.TakeAll(_sites.Pointer, ref _frees);
        _changedCount = 0;
        HighBytes = HeapBytes;
        Tick = next;
    }

    /// <summary>What was alive at the peak, by site.</summary>
    public List<LiveBlocks> AliveAtPeak()
    {
        List<LiveBlocks> alive = [];
        for (var i = 0; i < SiteCount; i++)
        {
            var state = _sites.Pointer + i;
            var (count, bytes) = state->Epoch == _epoch ? (state->PeakCount, state->PeakBytes) : (state->LiveCount, state->LiveBytes);
            if (count != 0 || bytes != 0)
                alive.Add(new LiveBlocks(new SiteId(state->CaptureSite), count, bytes));
        }
        return alive;
    }

    public void Dispose()
    {
        _sites.Dispose();
        _lastOfThread.Dispose();
        _changed.Dispose();
        _laterFrees.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepPeak(SiteState* state)
    {
        if (state->Epoch == _epoch)
            return;
        state->PeakCount = state->LiveCount;
        state->PeakBytes = state->LiveBytes;
        state->Epoch = _epoch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rise()
    {
        HighBytes = HeapBytes;
        if (HeapBytes <= PeakBytes)
            return;
        PeakBytes = HeapBytes;
        PeakTick = Tick;
        _epoch++;
    }
}
