using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

/// <summary>Packs source texts for <see cref="CaptureWriter.Add(PackedSource)"/>, apart from the writer and its thread. For one thread at a time.</summary>
public sealed class SourcePacker
{
    private readonly RecordBuffer _raw = new();
    private byte[] _block = [];

    /// <summary>Packs a text.</summary>
    /// <param name="file">The name as in <see cref="Function.File"/>.</param>
    /// <param name="text">The whole text in UTF-8, well-formed; at most 2 MiB.</param>
    public PackedSource Pack(string file, ReadOnlySpan<byte> text)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, CaptureFormat.MaxBlockBytes / 2);
        _raw.Clear();
        SourceRecord.WriteHead(_raw, file, text.Length);
        _raw.Bytes(text);
        var most = BlockHeader.Bytes + BlockCodec.MaxPackedBytes(_raw.Length);
        if (_block.Length < most)
            _block = new byte[Math.Max(most, CaptureFormat.FlushBytes)];
        var packing = BlockCodec.Pack(BlockKind.Sources, _raw.Written, _block.AsSpan(BlockHeader.Bytes), out var stored);
        // So it keeps within what all blocks up to any place may unpack to, wherever it comes to stand.
        if (_raw.Length > CaptureFormat.MaxRatio * stored)
            packing = BlockCodec.Store(_raw.Written, _block.AsSpan(BlockHeader.Bytes), out stored);
        var block = _block[..(BlockHeader.Bytes + stored)];
        BlockHeader.Write(block, BlockKind.Sources, packing, _raw.Length);
        return new PackedSource(block, _raw.Length, text.Length);
    }
}
