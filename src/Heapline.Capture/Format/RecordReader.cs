using System.Text;

namespace Heapline.Capture.Format;

/// <summary>Reads what <see cref="RecordBuffer"/> wrote, and believes nothing: every way to go wrong is an <see cref="InvalidBlockException"/>.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    public readonly int Remaining => _bytes.Length - Position;

    public byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw Ended("a byte");

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Remaining)
            throw Ended($"{count} bytes");
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Position == _bytes.Length)
                throw Ended("a number");
            var b = _bytes[Position++];
            // The tenth byte has room for the 64th bit alone.
            if (shift == 63 && b > 1)
                break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw new InvalidBlockException($"expected a number of at most 64 bits, found a longer one at byte {Position} of the block");
    }

    /// <summary>A number that is not negative.</summary>
    public long Number()
    {
        var value = Varint();
        return value <= long.MaxValue ? (long)value : throw new InvalidBlockException($"expected a number below 2^63, found {value}");
    }

    /// <summary>A 32-bit number that is not negative.</summary>
    public int SmallNumber()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidBlockException($"expected a number below 2^31, found {value}");
    }

    /// <summary>An index into a list of <paramref name="count"/> items.</summary>
    public int Index(int count, string what)
    {
        var value = Varint();
        return value < (ulong)count ? (int)value : throw new InvalidBlockException($"expected one of {count} {what}, found number {value}");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A value that is not negative, written as the signed distance from <paramref name="before"/>.</summary>
    public long After(long before, string what)
    {
        var value = before + Signed();
        return value >= 0 ? value : throw new InvalidBlockException($"expected {what} from 0 up, found {value}");
    }

    public string Text()
    {
        var length = Varint();
        if (length > (ulong)Remaining)
            throw Ended($"a text of {length} bytes");
        return Encoding.UTF8.GetString(Bytes((int)length));
    }

    public string[] Texts()
    {
        var count = Varint();
        // Each text takes at least the byte of its length.
        if (count > (ulong)Remaining)
            throw Ended($"{count} texts");
        if (count == 0)
            return [];
        var items = new string[(int)count];
        for (var i = 0; i < items.Length; i++)
            items[i] = Text();
        return items;
    }

    private readonly InvalidBlockException Ended(string expected) =>
        new($"expected {expected}, found {Remaining} bytes before the end of the block");
}
