using System.Buffers.Binary;

namespace Heapline.Capture.Format;

/// <summary>
/// The head of a block; all numbers little endian.
/// <code>
///  0      1         2                6             10          14
///  ├ kind ┼ packing ┼─ stored bytes ─┼─ raw bytes ─┼─ CRC-32C ─┼─ stored bytes of payload …
///  08     01        2A 01 00 00      90 04 00 00   …               Ticks, Brotli, 298 bytes that unpack to 1,168
/// </code>
/// The checksum covers bytes 0–9 and the payload, so that no length is believed unchecked once the block is whole.
/// </summary>
internal readonly record struct BlockHeader(BlockKind Kind, Packing Packing, uint StoredBytes, uint RawBytes, uint Checksum)
{
    public const int Bytes = 14;
    private const int CheckedBytes = 10;

    /// <summary>Writes the header of the payload that follows it in <paramref name="block"/>.</summary>
    public static void Write(Span<byte> block, BlockKind kind, Packing packing, int rawBytes)
    {
        block[0] = (byte)kind;
        block[1] = (byte)packing;
        BinaryPrimitives.WriteUInt32LittleEndian(block[2..], (uint)(block.Length - Bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(block[6..], (uint)rawBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(block[CheckedBytes..], Sum(block, block[Bytes..]));
    }

    public static BlockHeader Read(ReadOnlySpan<byte> header) => new(
        (BlockKind)header[0],
        (Packing)header[1],
        BinaryPrimitives.ReadUInt32LittleEndian(header[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[6..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[CheckedBytes..]));

    /// <summary>The checksum that a block with this header and payload must have.</summary>
    public static uint Sum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, header[..CheckedBytes]), payload));
}
