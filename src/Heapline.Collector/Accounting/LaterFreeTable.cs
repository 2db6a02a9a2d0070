using System.Numerics;
using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Accounting;

/// <summary>Sums of blocks freed in a later tick than they were handed out in, by (site, tick handed out). Emptied at the end of each tick; one thread.</summary>
internal sealed unsafe class LaterFreeTable : IDisposable
{
    private readonly NativeArray<Sum> _sums = new(256);
    private NativeArray<int> _index = new(1024); // open addressing: position in _sums + 1
    private int _mask = 1023;
    private int _last;

    /// <summary>What was freed of one site's blocks of one tick.</summary>
    public struct Sum
    {
        /// <summary>What <see cref="KeyOf"/> makes of site and tick.</summary>
        public ulong Key;
        /// <summary>Blocks.</summary>
        public long Count;
        /// <summary>Their bytes.</summary>
        public long Bytes;
        /// <summary>Those of them that were freed before the next allocation of their thread.</summary>
        public long Temporary;
    }

    /// <summary>Where the sums stand; good until one is added or they are taken.</summary>
    public struct Tables
    {
        private Sum* _sums;
        private int* _index;
        private int _mask;

        /// <summary>Looks where they stand now.</summary>
        public void Take(LaterFreeTable table)
        {
            _sums = table._sums.Pointer;
            _index = table._index.Pointer;
            _mask = table._mask;
        }

        /// <summary>The sum of that key, if it is the one that stands where it is looked for first; else null.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Sum* Find(ulong key)
        {
            var position = _index[Home(key, _mask)];
            var sum = _sums + position - 1;
            return position != 0 && sum->Key == key ? sum : null;
        }
    }

    /// <summary>What the sum of a site's blocks of a tick is found by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeyOf(int site, int tick) => (ulong)(uint)site << 16 | (uint)tick;

    /// <summary>How many pairs of site and tick there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds freed blocks. A part of a mapping is zero blocks and some bytes.</summary>
    public void Add(int site, int tick, long count, long bytes, bool temporary)
    {
        var key = KeyOf(site, tick);
        // A structure that is torn down frees long runs of the same site and tick.
        if (_last >= Count || _sums.Pointer[_last].Key != key)
            _last = Find(key);
        var sum = _sums.Pointer + _last;
        sum->Count += count;
        sum->Bytes += bytes;
        sum->Temporary += temporary ? count : 0;
    }

    /// <summary>Copies the sums out, with each site's id in the capture, and empties the table.</summary>
    public ReadOnlySpan<LaterFree> TakeAll(SiteTable sites, ref LaterFree[] buffer)
    {
        if (buffer.Length < Count)
            buffer = new LaterFree[BitOperations.RoundUpToPowerOf2((uint)Count)];
        for (var i = 0; i < Count; i++)
        {
            ref var sum = ref _sums.Pointer[i];
            buffer[i] = new LaterFree(sites.CaptureSiteOf((int)(sum.Key >> 16)), (ushort)sum.Key, sum.Count, sum.Bytes, sum.Temporary);
        }
        var taken = buffer.AsSpan(0, Count);
        Clear();
        return taken;
    }

    public void Dispose()
    {
        _sums.Dispose();
        _index.Dispose();
    }

    private int Find(ulong key)
    {
        var at = Home(key, _mask);
        while (_index.Pointer[at] != 0)
        {
            var position = _index.Pointer[at] - 1;
            if (_sums.Pointer[position].Key == key)
                return position;
            at = (at + 1) & _mask;
        }
        _sums.Reserve(Count + 1);
        _sums.Pointer[Count] = new Sum { Key = key };
        _index.Pointer[at] = ++Count;
        if (Count * 2 > _mask)
            Rehash();
        return Count - 1;
    }

    private void Rehash()
    {
        _index.Dispose();
        _mask = _mask * 2 + 1;
        _index = new NativeArray<int>(_mask + 1L);
        for (var i = 0; i < Count; i++)
        {
            var at = Home(_sums.Pointer[i].Key, _mask);
            while (_index.Pointer[at] != 0)
                at = (at + 1) & _mask;
            _index.Pointer[at] = i + 1;
        }
    }

    private void Clear()
    {
        if (Count > 0)
            new Span<int>(_index.Pointer, _mask + 1).Clear();
        Count = 0;
        _last = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(ulong key, int mask) => (int)(key * 0x9E3779B97F4A7C15 >> 32) & mask;
}
