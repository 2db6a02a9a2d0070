using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Heapline.Fuzz.Mutation;

/// <summary>Captures as blocks, and back: written from docs/capture-format.md alone, so that nothing of the reader's own judgement comes between.</summary>
internal static class BlockFile
{
    private const int HeaderBytes = 16;
    private const int HeadBytes = 14;
    private const int MostRawBytes = 4 << 20;

    /// <summary>The blocks of a capture, as far as they make sense.</summary>
    public static List<Block> Parse(ReadOnlySpan<byte> file)
    {
        var blocks = new List<Block>();
        for (var at = HeaderBytes; at + HeadBytes <= file.Length;)
        {
            var head = file.Slice(at, HeadBytes);
            var stored = BinaryPrimitives.ReadUInt32LittleEndian(head[2..]);
            var raw = BinaryPrimitives.ReadUInt32LittleEndian(head[6..]);
            at += HeadBytes;
            if (stored > file.Length - at || raw > MostRawBytes)
                break;
            var payload = file.Slice(at, (int)stored);
            at += (int)stored;
            var bytes = payload.ToArray();
            if (head[1] == 1)
            {
                bytes = new byte[raw];
                if (!BrotliDecoder.TryDecompress(payload, bytes, out var written) || written != raw)
                    continue;
            }
            blocks.Add(new Block(head[0], bytes));
        }
        return blocks;
    }

    /// <summary>A capture of these blocks, every checksum right.</summary>
    public static byte[] Write(IEnumerable<Block> blocks, Func<Block, bool> isPacked)
    {
        using var file = new MemoryStream();
        file.Write(Header());
        foreach (var block in blocks)
            Write(file, block, isPacked(block));
        return file.ToArray();
    }

    /// <summary>The file's first bytes.</summary>
    public static byte[] Header()
    {
        byte[] header = [0x89, 0x48, 0x50, 0x4C, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Checksum(header.AsSpan(0, 12), []));
        return header;
    }

    private static void Write(MemoryStream file, Block block, bool packed)
    {
        var stored = block.Raw;
        if (packed)
        {
            stored = new byte[BrotliEncoder.GetMaxCompressedLength(block.Raw.Length)];
            packed = BrotliEncoder.TryCompress(block.Raw, stored, out var length, quality: 1, window: 18);
            stored = packed ? stored[..length] : block.Raw;
        }
        Span<byte> head = stackalloc byte[HeadBytes];
        head[0] = block.Kind;
        head[1] = packed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(head[2..], (uint)stored.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[6..], (uint)block.Raw.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[10..], Checksum(head[..10], stored));
        file.Write(head);
        file.Write(stored);
    }

    // CRC-32C (RFC 3720, appendix B.4).
    private static uint Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) => ~Add(Add(~0u, head), payload);

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            sum = BitOperations.Crc32C(sum, b);
        return sum;
    }
}
