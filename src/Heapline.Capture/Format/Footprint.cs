namespace Heapline.Capture.Format;

/// <summary>
/// Bounds what the records of a file take in memory. A block of equal records packs to next to nothing, and each becomes an object that views make more of; so a file
/// of a few kilobytes could ask for gigabytes. Every record has a price, and all up to any place may cost <c>FreeBytes + MaxRatio × (file offset of that place)</c>.
/// Whatever a program does takes more bytes in the file: its times, sizes and names differ.
/// </summary>
internal sealed class Footprint
{
    /// <summary>What any file may take: with mprof itself below 256 MiB. All of it are 520,000 call stacks, or 200,000 processes.</summary>
    public const long FreeBytes = 128L << 20;

    /// <summary>
    /// What recorded runs take for each byte of theirs is in docs/capture-format.md: a quarter of this at most. A tick in which little happens, of a program that idles for days, is the dearest of
    /// all: 704 for its entry and at least the three bytes that its time takes, which is chance and does not pack.
    /// </summary>
    public const long MaxRatio = 256;

    /// <summary>Price of an entry of a tick, in bytes: what a site did.</summary>
    public const int Change = 64;
    /// <summary>Price of an entry of a tick, in bytes: blocks freed later.</summary>
    public const int LaterFree = 48;
    /// <summary>Price of blocks that were alive at a peak, or were a parent's.</summary>
    public const int Live = 32;
    /// <summary>Price of a line of a decorated function.</summary>
    public const int Line = 320;
    /// <summary>Price of a character of source.</summary>
    public const int SourceCharacter = 4;
    /// <summary>Price of a line of source, besides its characters.</summary>
    public const int SourceLine = 32;

    private long _bytes;
    private long _most;

    /// <summary>What follows ends at this offset of the file.</summary>
    public void UpTo(long offset) => _most = FreeBytes + MaxRatio * offset;

    /// <summary>Adds a price.</summary>
    /// <exception cref="InvalidBlockException">It is more than the file may take.</exception>
    public void Add(long bytes)
    {
        _bytes += bytes;
        if (_bytes > _most)
            throw new InvalidBlockException($"expected records that take at most {_most >> 20} MiB of memory up to here, found more");
    }

    /// <summary>
    /// Price of a record without its entries, in bytes: what it takes in the view that makes most of it, measured with a million of each, and a bit more.
    /// </summary>
    public static int Of(BlockKind kind) => kind switch
    {
        BlockKind.Processes => 640,
        BlockKind.Threads => 128,
        BlockKind.Functions => 96,
        BlockKind.Stacks => 256,
        BlockKind.Sites => 144,
        BlockKind.Ticks => 640,
        BlockKind.Samples => 160,
        BlockKind.Peaks => 128,
        BlockKind.Spans => 640,
        BlockKind.ProcessEnds => 128,
        BlockKind.Sampling => 64,
        BlockKind.Tree => 128,
        BlockKind.ProcessDetails => 208,
        BlockKind.ThreadDetails => 208,
        BlockKind.Cost => 128,
        BlockKind.Phases => 256,
        BlockKind.Collections => 128,
        BlockKind.Lines => 32,
        BlockKind.Modules => 96,
        _ => 0,
    };
}
