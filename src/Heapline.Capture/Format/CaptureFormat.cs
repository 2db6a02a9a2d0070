using System.Buffers.Binary;

namespace Heapline.Capture.Format;

/// <summary>
/// The first bytes of a capture, and the limits that writer and reader share.
/// <code>
///  0                       8           12          16
///  ├──────── magic ────────┼─ version ─┼─ CRC-32C ─┼─ blocks …
///  89 48 50 4C 0D 0A 1A 0A  01 00 00 00  (of bytes 0–11)
///     H  P  L  CR LF ^Z LF
/// </code>
/// The magic is built as PNG's is (RFC 2083, 12.12): the byte 0x89 shows a channel that strips the eighth bit, CR LF and the lone LF one that
/// changes line ends, and ^Z stops a terminal from printing the rest.
/// </summary>
internal static class CaptureFormat
{
    public const int HeaderBytes = 16;
    public const uint Version = 1;
    public const int VersionOffset = 8;
    public const int ChecksumOffset = 12;

    /// <summary>A reader takes no block that would unpack to more. The writer's own are 256 KiB plus at most one run.</summary>
    public const int MaxBlockBytes = 4 << 20;

    /// <summary>The writer gives the present blocks to the file once they hold this much together.</summary>
    public const int FlushBytes = 128 << 10;

    /// <summary>
    /// All blocks up to any place unpack to at most <c>FreeBytes + MaxRatio × (file offset of that place)</c>; so what a reader allocates is bounded by
    /// the size of the file, whatever is in it. Where a block packs so well that it would break this, the writer stores it unpacked.
    /// </summary>
    public const long FreeBytes = 4 << 20;
    public const long MaxRatio = 32;

    /// <summary>Longest text in a record, in bytes of UTF-8; longer ones are cut. (Source texts are not limited: they go in runs.)</summary>
    public const int MaxTextBytes = 512 << 10;

    /// <summary>Entries in one run of columns: at 55 bytes for the longest entry a run is at most 220 KiB.</summary>
    public const int RunEntries = 4096;

    /// <summary>Bytes of a source text in one run.</summary>
    public const int RunTextBytes = 64 << 10;

    /// <summary>How much the blocks that end at this offset may unpack to, all together.</summary>
    public static long MostRawBytes(long offset) => FreeBytes + MaxRatio * offset;

    public static void WriteHeader(Span<byte> target)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumOffset..], Crc32C.Of(target[..ChecksumOffset]));
    }

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'P', (byte)'L', 0x0D, 0x0A, 0x1A, 0x0A];
}
