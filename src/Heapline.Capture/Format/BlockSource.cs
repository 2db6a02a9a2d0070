using System.Buffers.Binary;
using System.Globalization;

namespace Heapline.Capture.Format;

/// <summary>Takes whole, checked, unpacked blocks from a stream, one after the other, until the stream ends or one is damaged.</summary>
internal sealed class BlockSource(Stream stream, string name) : IDisposable
{
    private byte[] _stored = [];
    private byte[] _raw = [];
    private long _rawBytes;

    /// <summary>Blocks of this kind are checked, but not unpacked: they look empty.</summary>
    public BlockKind? Skipped { get; init; }

    /// <summary>Where the present block begins.</summary>
    public long BlockOffset { get; private set; }

    /// <summary>Where the next block begins: all before it is whole.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the file's header.</summary>
    /// <exception cref="CaptureException">It is not that of a capture this reader knows.</exception>
    public void ReadHeader()
    {
        Span<byte> header = stackalloc byte[CaptureFormat.HeaderBytes];
        var got = Fill(header);
        var magic = CaptureFormat.Magic;
        if (got == 0)
            throw Refuse(DiagnosticId.Empty, "it is empty: expected a Heapline capture, found 0 bytes");
        if (!header[..Math.Min(got, magic.Length)].SequenceEqual(magic[..Math.Min(got, magic.Length)]))
            throw Refuse(DiagnosticId.NotACapture, $"it is not a Heapline capture: expected it to begin with {Hex(magic)}, found {Hex(header[..Math.Min(got, magic.Length)])}");
        if (got < header.Length)
            throw Refuse(DiagnosticId.NoRun, $"it is cut within its header: expected {header.Length} bytes, found {got}");
        // Before the checksum: what a newer format checks is for it to say.
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[CaptureFormat.VersionOffset..]);
        var sum = BinaryPrimitives.ReadUInt32LittleEndian(header[CaptureFormat.ChecksumOffset..]);
        var expected = Crc32C.Of(header[..CaptureFormat.ChecksumOffset]);
        if (version > CaptureFormat.Version)
            throw Refuse(DiagnosticId.NewerFormat, $"it was written by a newer Heapline: expected format {CaptureFormat.Version}, found {version}");
        if (sum != expected || version == 0)
            throw Refuse(DiagnosticId.NoRun, $"its header is damaged: expected checksum {expected:X8}, found {sum:X8}");
        Offset = header.Length;
    }

    public CaptureException Refuse(DiagnosticId id, string reason) => new(id, $"cannot read {name}: {reason}");

    /// <summary>Takes the next block. False at the end of the stream or at a damaged block; <paramref name="damage"/> then says which, null for a clean end.</summary>
    public bool TryRead(out BlockKind kind, out ReadOnlySpan<byte> raw, out string? damage)
    {
        BlockOffset = Offset;
        kind = default;
        raw = default;
        Span<byte> head = stackalloc byte[BlockHeader.Bytes];
        var got = Fill(head);
        damage = got == 0 ? null : $"expected a block's header of {head.Length} bytes, found {got}";
        if (got < head.Length)
            return false;

        var header = BlockHeader.Read(head);
        damage = Refusal(header);
        if (damage != null)
            return false;
        var stored = Room(ref _stored, (int)header.StoredBytes);
        got = Fill(stored);
        if (got < stored.Length)
        {
            damage = $"expected a block of {stored.Length} bytes, found {got}";
            return false;
        }

        var sum = BlockHeader.Sum(head, stored);
        if (sum != header.Checksum)
        {
            damage = $"expected a block with checksum {header.Checksum:X8}, found {sum:X8}";
            return false;
        }

        var target = header.Kind == Skipped ? [] : Room(ref _raw, (int)header.RawBytes);
        try
        {
            if (header.Kind != Skipped)
                BlockCodec.Unpack(header.Packing, stored, target);
        }
        catch (InvalidBlockException e)
        {
            damage = e.Message;
            return false;
        }

        Offset += head.Length + stored.Length;
        _rawBytes += header.RawBytes;
        kind = header.Kind;
        raw = target;
        return true;
    }

    /// <summary>Closes the stream. Who has given one to read from and keeps it does not call this.</summary>
    public void Dispose() => stream.Dispose();

    /// <summary>Whether nothing comes after the last block.</summary>
    public bool AtEnd()
    {
        BlockOffset = Offset;
        Span<byte> next = stackalloc byte[1];
        return Fill(next) == 0;
    }

    private string? Refusal(BlockHeader header)
    {
        if (header.RawBytes > CaptureFormat.MaxBlockBytes || header.StoredBytes > CaptureFormat.MaxBlockBytes)
            return $"expected a block of at most {CaptureFormat.MaxBlockBytes} bytes, found one of {Math.Max(header.RawBytes, header.StoredBytes)}";
        var most = CaptureFormat.MostRawBytes(Offset + BlockHeader.Bytes + header.StoredBytes);
        return _rawBytes + header.RawBytes > most ? $"expected blocks of at most {most} bytes up to here, found {_rawBytes + header.RawBytes}" : null;
    }

    /// <summary>Reads until the span is full or the stream ends; the bytes read.</summary>
    private int Fill(Span<byte> target)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CaptureException(DiagnosticId.CannotRead, $"cannot read {name}: {e.Message}", e);
        }
    }

    private static Span<byte> Room(ref byte[] bytes, int length)
    {
        if (bytes.Length < length)
            bytes = new byte[Math.Max(length, CaptureFormat.FlushBytes)];
        return bytes.AsSpan(0, length);
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var words = new List<string>();
        foreach (var b in bytes)
            words.Add(b.ToString("X2", CultureInfo.InvariantCulture));
        return string.Join(' ', words);
    }
}
