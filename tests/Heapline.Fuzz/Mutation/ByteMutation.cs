using System.Text;

namespace Heapline.Fuzz.Mutation;

/// <summary>Changes bytes that mean numbers and texts: one small harm at a time.</summary>
internal static class ByteMutation
{
    private static readonly ulong[] s_numbers =
    [
        0, 1, 2, 3, 127, 128, 255, 4095, 4096, 4097, 65535, 65536, 1 << 20, int.MaxValue - 1, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32,
        1_000_000_000, 1UL << 48, 1UL << 61, 1UL << 62, long.MaxValue - 1, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private static readonly string[] s_texts =
    [
        "", "\u001b[2J\u001b]0;owned\u0007", "<script>alert(1)</script>", "]]>&quot;<!--", "[red]x[/]", "a\r\nforged 12 MiB", "\u009b31m\u202egnp.exe",
        "\ud83d\ude00\u0301\u200b\ufeff", "日本語", "\u2028\u2029", "../../etc/passwd", "\0", "a\tb", "'\"`${x}", "/lib/python3.12/json/__init__.py",
    ];

    /// <summary>Changes bytes in place, or gives others.</summary>
    public static byte[] Apply(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        switch (random.Next(9))
        {
            case 0 when bytes.Length > 0:
                bytes[at % bytes.Length] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when bytes.Length > 0:
                bytes[at % bytes.Length] = (byte)random.Next(256);
                return bytes;
            case 2 when bytes.Length > 0:
                bytes[at % bytes.Length] += (byte)random.Next(-3, 4);
                return bytes;
            case 3:
                return Replace(bytes, at, 0, Number(random));
            case 4:
                return Replace(bytes, at, LengthOfNumber(bytes, at), Number(random));
            case 5:
                return Replace(bytes, at, random.Next(Math.Min(bytes.Length - at, 64) + 1), []);
            case 6:
                var from = random.Next(at + 1);
                return Replace(bytes, at, 0, bytes.AsSpan(from, random.Next(Math.Min(at - from, 64) + 1)));
            case 7:
                return Replace(bytes, at, LengthOfText(bytes, at), Text(random));
            default:
                return bytes.Length > 0 ? bytes[..at] : bytes;
        }
    }

    /// <summary>LEB128, as a capture has it; sometimes of a number that has more than 64 bits.</summary>
    public static byte[] Number(Random random)
    {
        var value = random.Next(3) == 0 ? (ulong)random.NextInt64() >> random.Next(64) : s_numbers[random.Next(s_numbers.Length)];
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        if (random.Next(64) == 0)
            bytes.InsertRange(0, Enumerable.Repeat((byte)0xFF, 10));
        return [.. bytes];
    }

    /// <summary>The bytes with a part replaced by others.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> bytes, int at, int length, ReadOnlySpan<byte> by) => [.. bytes[..at], .. by, .. bytes[(at + length)..]];

    private static byte[] Text(Random random)
    {
        var text = Encoding.UTF8.GetBytes(s_texts[random.Next(s_texts.Length)]);
        return [(byte)text.Length, .. text];
    }

    private static int LengthOfNumber(ReadOnlySpan<byte> bytes, int at)
    {
        var end = at;
        while (end < bytes.Length && bytes[end] > 127)
            end++;
        return Math.Min(end + 1, bytes.Length) - at;
    }

    private static int LengthOfText(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length ? Math.Min(bytes[at] + 1, bytes.Length - at) : 0;
}
