using System.Runtime.CompilerServices;
using System.Text;

namespace Heapline.Capture.Format;

/// <summary>
/// The raw bytes of the block being filled. Whole numbers are LEB128 (DWARF 5, 7.6), seven bits a byte, lowest first, the top bit set on all
/// but the last: 300 is <c>AC 02</c>. Signed ones are first folded by zigzag (Protocol Buffers, "Signed Integers"): 0, −1, 1, −2 become 0, 1, 2, 3.
/// </summary>
internal sealed class RecordBuffer
{
    private const int LongestVarint = 10;
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>A byte that was written before.</summary>
    public byte this[int position] => _bytes[position];

    public void Clear()
    {
        // One giant record must not keep its memory for the rest of the run.
        if (_bytes.Length > 4 * CaptureFormat.FlushBytes)
            _bytes = new byte[CaptureFormat.FlushBytes];
        Length = 0;
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Number(ulong value)
    {
        Reserve(LongestVarint);
        var at = Length;
        while (value >= 0x80)
        {
            _bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[at++] = (byte)value;
        Length = at;
    }

    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Number((ulong)value);
    }

    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Length in bytes, then UTF-8; cut at a whole character if it is longer than a text may be.</summary>
    public void Text(string text)
    {
        var cut = Cut(text);
        var bytes = Encoding.UTF8.GetByteCount(cut);
        Number((ulong)bytes);
        Reserve(bytes);
        Length += Encoding.UTF8.GetBytes(cut, _bytes.AsSpan(Length));
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Number of items, then each; what does not fit into one text's limit together is left out, and "…" stands for it.</summary>
    public void Texts(IReadOnlyList<string> items)
    {
        var fit = 0;
        for (var bytes = 0; fit < items.Count; fit++)
        {
            bytes += Encoding.UTF8.GetByteCount(Cut(items[fit]));
            if (bytes > CaptureFormat.MaxTextBytes || fit == CaptureFormat.MaxTextBytes)
                break;
        }

        Number((ulong)(fit == items.Count ? fit : fit + 1));
        for (var i = 0; i < fit; i++)
            Text(items[i]);
        if (fit < items.Count)
            Text("…");
    }

    private static ReadOnlySpan<char> Cut(string text)
    {
        if (text.Length <= CaptureFormat.MaxTextBytes / 3 || Encoding.UTF8.GetByteCount(text) <= CaptureFormat.MaxTextBytes)
            return text;
        var length = CaptureFormat.MaxTextBytes / 3;
        return text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}
