using Heapline.Agent.Python;

namespace Heapline.Agent.Stacks;

/// <summary>
/// The text of a <c>str</c>, read from memory (PEP 393: 1, 2 or 4 bytes a code point). A lone surrogate (an undecodable byte of a file name) becomes U+FFFD.
/// </summary>
internal readonly unsafe ref struct TextOf
{
    private readonly byte* _data;
    private readonly ulong _length;
    private readonly uint _kind;
    private readonly bool _ascii;

    public TextOf(in Offsets offsets, nint text)
    {
        if (text == 0) return;
        var state = *(uint*)(text + offsets.StringState);
        _kind = state >> offsets.StringKindShift & 7;
        _ascii = (state >> offsets.StringAsciiBit & 1) != 0;
        _length = (ulong)*(nint*)(text + offsets.StringLength);
        _data = (state >> offsets.StringCompactBit & 1) == 0
            ? *(byte**)(text + offsets.StringData)
            : (byte*)text + (_ascii ? offsets.AsciiStringSize : offsets.CompactStringSize);
        if (_kind is not (1 or 2 or 4) || _data == null) _length = 0;
    }

    /// <summary>Bytes of the text in UTF-8.</summary>
    public ulong Utf8Length
    {
        get
        {
            if (_ascii) return _length;
            ulong bytes = 0;
            for (ulong i = 0; i < _length; i++)
            {
                var c = CodePoint(i);
                bytes += c < 0x80 ? 1u : c < 0x800 ? 2u : c < 0x10000 ? 3u : 4u;
            }
            return bytes;
        }
    }

    /// <summary>Writes <see cref="Utf8Length"/> bytes.</summary>
    public void CopyUtf8(byte* to)
    {
        for (ulong i = 0; i < _length; i++)
        {
            var c = CodePoint(i);
            if (c < 0x80)
            {
                *to++ = (byte)c;
                continue;
            }
            if (c < 0x800)
            {
                *to++ = (byte)(0xC0 | c >> 6);
            }
            else
            {
                if (c < 0x10000)
                {
                    *to++ = (byte)(0xE0 | c >> 12);
                }
                else
                {
                    *to++ = (byte)(0xF0 | c >> 18);
                    *to++ = (byte)(0x80 | c >> 12 & 0x3F);
                }
                *to++ = (byte)(0x80 | c >> 6 & 0x3F);
            }
            *to++ = (byte)(0x80 | c & 0x3F);
        }
    }

    /// <summary>A number for this text after another number: eight bytes at a time, multiplied and folded.</summary>
    public ulong HashInto(ulong hash)
    {
        const ulong odd = 0x9E3779B97F4A7C15;
        var bytes = _length * _kind;
        hash = (hash ^ bytes) * odd;
        ulong i = 0;
        for (; i + 8 <= bytes; i += 8) hash = Folded((hash ^ *(ulong*)(_data + i)) * odd);
        for (; i < bytes; i++) hash = Folded((hash ^ _data[i]) * odd);
        return hash;
    }

    private static ulong Folded(ulong number) => number ^ number >> 29;

    /// <summary>Whether it is this ASCII text.</summary>
    public bool Is(System.ReadOnlySpan<byte> text) => _length == (ulong)text.Length && EndsWith(text);

    /// <summary>Whether it ends in this ASCII text.</summary>
    public bool EndsWith(System.ReadOnlySpan<byte> text)
    {
        if (_length < (ulong)text.Length) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (CodePoint(_length - (ulong)text.Length + (ulong)i) != text[i]) return false;
        }
        return true;
    }

    private uint CodePoint(ulong i)
    {
        var c = _kind == 1 ? _data[i] : _kind == 2 ? ((ushort*)_data)[i] : ((uint*)_data)[i];
        return c is >= 0xD800 and <= 0xDFFF ? 0xFFFD : c;
    }
}
