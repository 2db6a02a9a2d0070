using System.IO.Compression;

namespace Heapline.Capture.Format;

/// <summary>Packs and unpacks the payload of a block. Blocks are packed one by one, so each can be read once it is whole.</summary>
internal static class BlockCodec
{
    /// <summary>The measure is in docs/capture-format.md: at 1 blocks are 3–9 % larger, at 5 they take twice the time.</summary>
    private const int Quality = 2;
    /// <summary>Of source texts: all of them are written when the program is over, and somebody waits. They are a seventh larger, and take a quarter of the time.</summary>
    private const int SourceQuality = 0;
    private const int WindowBits = 18;

    /// <summary>Below this many bytes packing gains nothing that the eye could see, and costs a call.</summary>
    private const int SmallestPacked = 48;

    /// <summary>How large the target of <see cref="Pack"/> must be.</summary>
    public static int MaxPackedBytes(int rawBytes) => BrotliEncoder.GetMaxCompressedLength(rawBytes);

    /// <summary>Packs, unless that makes it no smaller.</summary>
    public static Packing Pack(BlockKind kind, ReadOnlySpan<byte> raw, Span<byte> target, out int storedBytes)
    {
        var quality = kind == BlockKind.Sources ? SourceQuality : Quality;
        if (raw.Length >= SmallestPacked && BrotliEncoder.TryCompress(raw, target, out storedBytes, quality, WindowBits) && storedBytes < raw.Length)
            return Packing.Brotli;
        return Store(raw, target, out storedBytes);
    }

    public static Packing Store(ReadOnlySpan<byte> raw, Span<byte> target, out int storedBytes)
    {
        raw.CopyTo(target);
        storedBytes = raw.Length;
        return Packing.None;
    }

    /// <summary>Fills exactly <paramref name="raw"/>; never writes beyond it, whatever the packed bytes say.</summary>
    public static void Unpack(Packing packing, ReadOnlySpan<byte> stored, Span<byte> raw)
    {
        switch (packing)
        {
            case Packing.None when stored.Length == raw.Length:
                stored.CopyTo(raw);
                return;
            case Packing.None:
                throw new InvalidBlockException($"expected {raw.Length} unpacked bytes, found {stored.Length}");
            case Packing.Brotli:
                if (BrotliDecoder.TryDecompress(stored, raw, out var written) && written == raw.Length)
                    return;
                throw new InvalidBlockException($"expected Brotli data of {raw.Length} bytes, found data that does not unpack to that");
            default:
                throw new InvalidBlockException($"expected packing 0 or 1, found {(int)packing}");
        }
    }
}
