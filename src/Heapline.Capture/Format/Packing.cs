namespace Heapline.Capture.Format;

/// <summary>How the payload of a block is packed.</summary>
internal enum Packing : byte
{
    /// <summary>As it is.</summary>
    None = 0,
    /// <summary>Brotli (RFC 7932).</summary>
    Brotli = 1,
}
