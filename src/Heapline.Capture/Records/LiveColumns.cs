using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// A run of at most 4,096 entries of a peak's live blocks, by columns as in <see cref="ChangeColumns"/>; sorted by site.
/// <code>
/// shape (byte):  bit 0  one block      bit 1  bytes are blocks × one size
/// site:          site − site before − 1 (number; −1 before the peak's first)
/// blocks:        number                                          unless bit 0
/// size:          of one block if bit 1, else of all (number)
///
/// 02 03 | 00 04 | 0A | 38 80 08       site 0: ten blocks of 56 bytes;  site 5: one block of 1,024
/// </code>
/// </summary>
internal struct LiveColumns()
{
    private const int One = 1, Uniform = 2;

    private int _site = -1;

    public void Write(RecordBuffer buffer, ReadOnlySpan<LiveBlocks> run)
    {
        var shapes = buffer.Length;
        foreach (ref readonly var live in run)
            buffer.Byte((byte)((live.Count == 1 ? One : 0) | (live.Count > 0 && live.Bytes % live.Count == 0 ? Uniform : 0)));
        foreach (ref readonly var live in run)
        {
            buffer.Number((ulong)(live.Site.Value - _site - 1));
            _site = live.Site.Value;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((buffer[shapes + i] & One) == 0)
                buffer.Number(run[i].Count);
        }

        for (var i = 0; i < run.Length; i++)
            buffer.Number((buffer[shapes + i] & Uniform) != 0 ? run[i].Bytes / run[i].Count : run[i].Bytes);
    }

    public void Read(ref RecordReader reader, Span<LiveBlocks> run, KnownIds known)
    {
        var shapes = reader.Bytes(run.Length);
        foreach (ref var live in run)
        {
            var step = reader.Varint();
            if (step >= (ulong)(known.Sites - _site - 1))
                throw new InvalidBlockException($"expected one of {known.Sites} sites, found one {step + 1} after {_site}");
            _site += 1 + (int)step;
            live = new LiveBlocks(new SiteId(_site), 1, 0);
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((shapes[i] & One) == 0)
                run[i] = run[i] with { Count = reader.Number() };
        }

        for (var i = 0; i < run.Length; i++)
        {
            var size = reader.Number();
            run[i] = run[i] with { Bytes = (shapes[i] & Uniform) != 0 ? Product.Of(size, run[i].Count) : size };
        }
    }
}
