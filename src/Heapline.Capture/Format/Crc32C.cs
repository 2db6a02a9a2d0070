using System.Buffers.Binary;
using System.Numerics;

namespace Heapline.Capture.Format;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): reflected, begins with all ones, ends inverted. "123456789" has 0xE3069283.
/// <see cref="BitOperations.Crc32C(uint, ulong)"/> is one instruction on x86-64 and arm64, and a table elsewhere.
/// </summary>
internal static class Crc32C
{
    public const uint Start = 0xFFFFFFFF;

    public static uint Finish(uint crc) => ~crc;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
