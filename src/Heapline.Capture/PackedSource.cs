namespace Heapline.Capture;

/// <summary>The text of a source file as a block of a capture, ready to be written: see <see cref="SourcePacker"/>.</summary>
public sealed class PackedSource
{
    internal PackedSource(byte[] block, int rawBytes, int textBytes) => (Block, RawBytes, TextBytes) = (block, rawBytes, textBytes);

    /// <summary>Bytes of the text, in UTF-8.</summary>
    public int TextBytes { get; }

    internal byte[] Block { get; }

    internal int RawBytes { get; }
}
