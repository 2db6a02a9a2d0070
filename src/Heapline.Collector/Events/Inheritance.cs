using Heapline.Capture;
using Heapline.Collector.Live;

namespace Heapline.Collector.Events;

/// <summary>What a fork has from its parent: how much is left of it, and what it gave back in the present tick. Draining thread only.</summary>
internal sealed class Inheritance(Estate parent, Heir fork) : IDisposable
{
    private readonly GoneSet _gone = new();
    private readonly Dictionary<int, (long Blocks, long Bytes)> _freed = [];

    /// <summary>The parent's estate.</summary>
    public Estate Parent => parent;

    /// <summary>The fork that made the process.</summary>
    public Heir Fork => fork;

    /// <summary>Bytes that are left.</summary>
    public long Bytes { get; private set; } = fork.Bytes;

    /// <summary>Blocks that are left.</summary>
    public long Blocks { get; private set; } = fork.Blocks;

    /// <summary>Mappings that are left.</summary>
    public MappingMap Mappings { get; } = fork.Mappings.Copy(block => new MappedBlock(block.Site, 0, 0));

    /// <summary>The inherited block at <paramref name="address"/> that is still alive; null for none.</summary>
    public InheritedBlock? BlockAt(ulong address) => _gone.Contains(address) ? null : parent.BlockAt(fork, address);

    /// <summary>Gives back the block at <paramref name="address"/>, if it is one of these.</summary>
    public InheritedBlock? Take(ulong address)
    {
        if (BlockAt(address) is not { } block)
            return null;
        _gone.Add(address);
        Freed(block.CaptureSite, block.Blocks, block.Bytes);
        return block;
    }

    /// <summary>A range is unmapped.</summary>
    public void Unmap(ulong address, ulong length) => Mappings.Remove(address, length, (block, bytes, last) => Freed(block.Site, last ? 1 : 0, bytes));

    /// <summary>What was given back since this was last asked for, by the capture's site.</summary>
    public IReadOnlyList<LiveBlocks> TakeFreed()
    {
        if (_freed.Count == 0)
            return [];
        List<LiveBlocks> freed = [.. _freed.Select(site => new LiveBlocks(new SiteId(site.Key), site.Value.Blocks, site.Value.Bytes))];
        _freed.Clear();
        return freed;
    }

    public void Dispose()
    {
        _gone.Dispose();
        parent.LetGo(fork);
    }

    private void Freed(int site, long blocks, long bytes)
    {
        var (freedBlocks, freedBytes) = _freed.GetValueOrDefault(site);
        _freed[site] = (freedBlocks + blocks, freedBytes + bytes);
        Blocks -= blocks;
        Bytes -= bytes;
    }
}
