namespace Heapline.Capture.Format;

/// <summary>Appends blocks to a stream, each in one call, the file's header with the first.</summary>
internal sealed class BlockSink(Stream stream, string name) : IDisposable
{
    private byte[] _block = [];
    private byte[] _beginning = [];
    private long _rawBytes;
    private CaptureException? _failure;
    private bool _hasLength; // not /dev/null, which can be sought in all the same

    public long Offset { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>proc(5): the link of a file that has no name any more ends so.</summary>
    public string? DeletedFile => ReadableName is { Length: > 0 } open
        && new FileInfo(open).LinkTarget is { } target && target.EndsWith(" (deleted)", StringComparison.Ordinal) && !File.Exists(target) ? open : null;

    /// <summary>What messages call it.</summary>
    public string Name => name;

    /// <summary>Where it can be read, by whatever name it has now or none; empty for what cannot be read from its beginning.</summary>
    public string ReadableName => _hasLength && stream is FileStream { SafeFileHandle: var handle } ? $"/proc/self/fd/{handle.DangerousGetHandle()}" : "";

    /// <summary>Nothing more is written.</summary>
    public void Fail(CaptureException reason)
    {
        _failure = reason;
        throw reason;
    }

    public void Write(BlockKind kind, ReadOnlySpan<byte> raw) => TryWrite(kind, raw, long.MaxValue);

    /// <summary>Writes a block unless the file would have more than <paramref name="most"/> bytes then.</summary>
    public bool TryWrite(BlockKind kind, ReadOnlySpan<byte> raw, long most)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_failure != null)
            throw _failure;
        var head = Offset == 0 ? CaptureFormat.HeaderBytes : 0;
        var start = head + BlockHeader.Bytes;
        var needed = start + BlockCodec.MaxPackedBytes(raw.Length);
        // Room is kept for blocks of the usual size; a giant one has its own and lets it go.
        var target = needed <= _block.Length ? _block : new byte[needed];
        if (needed <= 4 * CaptureFormat.FlushBytes)
            _block = target;
        if (head > 0)
            CaptureFormat.WriteHeader(target);

        var packing = BlockCodec.Pack(kind, raw, target.AsSpan(start), out var stored);
        if (_rawBytes + raw.Length > CaptureFormat.MostRawBytes(Offset + start + stored))
            packing = BlockCodec.Store(raw, target.AsSpan(start), out stored);
        BlockHeader.Write(target.AsSpan(head, BlockHeader.Bytes + stored), kind, packing, raw.Length);
        if (Offset + start + stored > most)
            return false;
        if (head > 0)
            _beginning = target[..(start + stored)];
        Append(target.AsSpan(0, start + stored));
        _rawBytes += raw.Length;
        return true;
    }

    /// <summary>Writes a block that is packed already, and not the first, unless the file would have more than <paramref name="most"/> bytes then.</summary>
    public bool TryAppend(PackedSource source, long most)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_failure != null)
            throw _failure;
        if (Offset + source.Block.Length > most)
            return false;
        Append(source.Block);
        _rawBytes += source.RawBytes;
        return true;
    }

    public void Dispose()
    {
        IsClosed = true;
        stream.Dispose();
    }

    public static CaptureException CannotWrite(string name, Exception reason) => CannotWrite(name, Plain(reason), reason);

    private static CaptureException CannotWrite(string name, string reason, Exception? inner = null) =>
        new(DiagnosticId.CannotWrite, $"cannot write {name}: {reason}", inner);

    // "No space left on device : '/path/of/the/file'": the file is named already. And .NET has no better word for EFBIG than that of an argument.
    private static string Plain(Exception reason) => reason is ArgumentOutOfRangeException ? "a file may not grow any further (ulimit -f)"
        : reason.Message.IndexOf(" : '", StringComparison.Ordinal) is var at and > 0 ? reason.Message[..at] : reason.Message;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_hasLength && stream.Length < Offset)
                throw _failure = CannotWrite(name, $"somebody cut it from {Offset} bytes to {stream.Length} while it was written");
            stream.Write(bytes);
            stream.Flush();
            if (Offset == 0)
                _hasLength = stream.CanSeek && stream.Length == bytes.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or CaptureException)
        {
            _failure ??= CannotWrite(name, e);
            Salvage();
            throw _failure;
        }

        Offset += bytes.Length;
    }

    /// <summary>Half a block may be in the file by now, or not even the first: what is left shall open, up to the last whole block.</summary>
    private void Salvage()
    {
        try
        {
            if (!_hasLength)
                return;
            if (stream.Length < _beginning.Length)
            {
                stream.Position = 0;
                stream.Write(_beginning);
                Offset = _beginning.Length;
            }

            stream.SetLength(Math.Min(stream.Length, Offset));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // A reader passes over half a block at the end by itself.
        }
    }
}
