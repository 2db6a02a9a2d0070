namespace Heapline.Collector.Live;

/// <summary>Addresses of blocks that a fork had from its parent and gave back: one bit for each 16 bytes, a word for each KiB that has any. One thread.</summary>
internal sealed class GoneSet : IDisposable
{
    private readonly AddressTable _words = new();
    private readonly HashSet<ulong> _odd = [];

    /// <summary>Whether the block at <paramref name="address"/> is gone.</summary>
    public bool Contains(ulong address) =>
        (address & 15) != 0 ? _odd.Contains(address) : (_words[address >> 10] >> (int)(address >> 4 & 63) & 1) != 0;

    /// <summary>The block at <paramref name="address"/> is gone.</summary>
    public void Add(ulong address)
    {
        if ((address & 15) != 0)
            _odd.Add(address);
        else
            _words[address >> 10] |= 1UL << (int)(address >> 4 & 63);
    }

    public void Dispose() => _words.Dispose();
}
