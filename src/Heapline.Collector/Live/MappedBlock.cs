namespace Heapline.Collector.Live;

/// <summary>What one call of <c>mmap</c> gave, however many pieces of it are left.</summary>
/// <param name="site">Index of its site.</param>
/// <param name="tick">Tick in which it was mapped.</param>
/// <param name="token">What tells it from every other block.</param>
internal sealed class MappedBlock(int site, int tick, ulong token)
{
    /// <summary>Index of its site.</summary>
    public int Site { get; } = site;

    /// <summary>Tick in which it was mapped.</summary>
    public int Tick { get; } = tick;

    /// <summary>What tells it from every other block, see <c>HeapAccount.Allocate</c>.</summary>
    public ulong Token { get; } = token;

    /// <summary>How many separate ranges of it are still mapped; it is freed when none is.</summary>
    public int Pieces { get; set; }
}
