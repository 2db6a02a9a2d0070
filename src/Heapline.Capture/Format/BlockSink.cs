namespace Heapline.Capture.Format;

/// <summary>Appends blocks to a stream, each in one call, the file's header with the first.</summary>
internal sealed class BlockSink(Stream stream, string name) : IDisposable
{
    private byte[] _block = [];
    private long _rawBytes;
    private CaptureException? _failure;

    public long Offset { get; private set; }

    public bool IsClosed { get; private set; }

    public void Write(BlockKind kind, ReadOnlySpan<byte> raw)
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

        var packing = BlockCodec.Pack(raw, target.AsSpan(start), out var stored);
        if (_rawBytes + raw.Length > CaptureFormat.MostRawBytes(Offset + start + stored))
            packing = BlockCodec.Store(raw, target.AsSpan(start), out stored);
        BlockHeader.Write(target.AsSpan(head, BlockHeader.Bytes + stored), kind, packing, raw.Length);
        Append(target.AsSpan(0, start + stored));
        _rawBytes += raw.Length;
    }

    public void Dispose()
    {
        IsClosed = true;
        stream.Dispose();
    }

    public static CaptureException CannotWrite(string name, Exception reason) =>
        new(DiagnosticId.CannotWrite, $"cannot write {name}: {reason.Message}", reason);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Half a block may be in the file by now: whatever came after it could not be read.
            throw _failure = CannotWrite(name, e);
        }

        Offset += bytes.Length;
    }
}
