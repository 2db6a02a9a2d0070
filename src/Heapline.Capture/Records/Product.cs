using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>Bytes of so many blocks of one size, without overflow.</summary>
internal static class Product
{
    public static bool Is(long product, long size, long blocks) => Math.BigMul(size, blocks) == product;

    public static long Of(long size, long blocks)
    {
        var product = Math.BigMul(size, blocks);
        return product <= long.MaxValue ? (long)product : throw new InvalidBlockException($"expected fewer than 2^63 bytes, found {blocks} blocks of {size}");
    }
}
