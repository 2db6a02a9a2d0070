using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Accounting;

/// <summary>The sites of one process, and which of them has which key. 24 bytes a site and 5 to 9 of index. Draining thread only.</summary>
internal sealed unsafe class SiteTable : IDisposable
{
    private readonly NativeArray<SiteState> _sites = new(1024);
    private readonly IdIndex<SiteKey, Keys> _index;
    // The capture numbers sites in order of appearance over all processes: ours are runs of successive numbers, and only where a run begins is kept.
    private readonly List<int> _runStarts = [];
    private readonly List<int> _runOffsets = [];

    public SiteTable() => _index = new IdIndex<SiteKey, Keys>(new Keys(this));

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first site. Changes when one is added.</summary>
    public SiteState* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _sites.Pointer;
    }

    /// <summary>Bytes that sites and index take.</summary>
    public long Bytes => Count * (long)sizeof(SiteState) + _index.Bytes;

    /// <summary>Index of the site with this key; -1 for none.</summary>
    public int Find(SiteKey key) => _index.Find(key);

    /// <summary>Adds a site that <see cref="Find"/> did not find, and returns its index.</summary>
    public int Add(SiteKey key, SiteId captureSite)
    {
        _sites.Reserve(Count + 1);
        _sites.Pointer[Count] = new SiteState { ThreadAndFunction = key.ThreadAndFunction, Stack = key.Stack };
        if (_runOffsets.Count == 0 || _runOffsets[^1] != captureSite.Value - Count)
        {
            _runStarts.Add(Count);
            _runOffsets.Add(captureSite.Value - Count);
        }
        _index.Add(Count);
        return Count++;
    }

    /// <summary>The site's id in the capture.</summary>
    public SiteId CaptureSiteOf(int site)
    {
        var run = _runStarts.Count - 1;
        if (site < _runStarts[run])
        {
            run = _runStarts.BinarySearch(site);
            run = run >= 0 ? run : ~run - 1;
        }
        return new SiteId(site + _runOffsets[run]);
    }

    public void Dispose()
    {
        _sites.Dispose();
        _index.Dispose();
    }

    private readonly struct Keys(SiteTable table) : IIdKeys<SiteKey>
    {
        public SiteKey KeyOf(int id) => table._sites.Pointer[id].Key;

        public ulong HashOf(SiteKey key)
        {
            var hash = ((ulong)key.ThreadAndFunction << 32 | (uint)key.Stack) * 0x9E3779B97F4A7C15;
            return hash ^ hash >> 32;
        }
    }
}
