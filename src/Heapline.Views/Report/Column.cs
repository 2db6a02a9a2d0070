namespace Heapline.Views.Report;

/// <summary>One column of a packed block: LEB128 numbers one after another, as in a capture (docs/capture-format.md), or bare bytes.</summary>
public sealed class Column
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Adds a byte.</summary>
    public void Byte(byte value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        _bytes[_length++] = value;
    }

    /// <summary>Adds bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> values)
    {
        while (_bytes.Length - _length < values.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        values.CopyTo(_bytes.AsSpan(_length));
        _length += values.Length;
    }

    /// <summary>Adds a number; what is below zero counts as zero.</summary>
    public void Number(long value)
    {
        var rest = (ulong)Math.Max(0, value);
        for (; rest >= 0x80; rest >>= 7)
            Byte((byte)(rest | 0x80));
        Byte((byte)rest);
    }

    /// <summary>Adds a number with its sign, zigzag.</summary>
    public void Signed(long value) => Number((value << 1) ^ (value >> 63));
}
