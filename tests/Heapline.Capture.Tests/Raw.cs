using System.Buffers.Binary;
using System.IO.Compression;

namespace Heapline.Capture.Tests;

/// <summary>Makes capture bytes by hand, from docs/capture-format.md alone, so that what the reader believes can be told from what the writer does.</summary>
internal static class Raw
{
    public static byte[] Header(uint version = 1)
    {
        byte[] header = [0x89, 0x48, 0x50, 0x4C, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc(header.AsSpan(0, 12)));
        return header;
    }

    /// <summary>The run "0.1": no command, "/" , "exact", at time 0, interval 10.</summary>
    public static byte[] Run { get; } = Block(1, Bytes("03 30 2E 31  00  01 2F  05 65 78 61 63 74  00 00 0A"));

    /// <summary>Two processes, a thread of the first, a function, a stack, eight sites.</summary>
    public static byte[] Definitions { get; } =
    [
        .. Block(2, Bytes("01 00 00 00 00  02 01 00 00 00")),
        .. Block(3, Bytes("00 D2 09 04 6D 61 69 6E")),
        .. Block(4, Bytes("00 05 61 62 2E 70 79 03 66 6F 6F 0C")),
        .. Block(5, Bytes("00 00 0D")),
        .. Block(6, Bytes("00 00 0F  00 00 01  00 01 02  00 02 03  00 00 04  00 00 05  00 00 06  00 00 07")),
    ];

    public static byte[] Block(byte kind, byte[] raw) => Block(kind, 0, raw, raw.Length);

    public static byte[] Block(byte kind, byte packing, byte[] stored, long rawBytes)
    {
        byte[] block = [kind, packing, .. new byte[12], .. stored];
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(2), (uint)stored.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(6), (uint)rawBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(10), Crc([.. block.AsSpan(0, 10), .. stored]));
        return block;
    }

    public static byte[] Brotli(byte[] raw)
    {
        var packed = new byte[raw.Length + 1024];
        Assert.True(BrotliEncoder.TryCompress(raw, packed, out var length));
        return packed[..length];
    }

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "").Replace("|", ""));

    /// <summary>CRC-32C bit by bit, polynomial 0x1EDC6F41 reflected.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }
}
