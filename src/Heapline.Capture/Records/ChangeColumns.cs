using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// A run of at most 4,096 site changes of a tick, by columns: first the shape of every entry, then every site, and so on. Neighbours in a column are
/// alike, from entry to entry and from tick to tick, and that is what packs well. A column has nothing for an entry whose shape says it already.
/// <code>
/// shape (byte):  bit 0     one allocation                        bits 4–5  temporary: 0 none, 1 all freed within, 2 a number
///                bit 1     bytes are blocks × one size
///                bits 2–3  freed within: 0 none, 1 all, 2 some, × the same size, 3 some, bytes apart
/// site:          site − site before − 1 (number; −1 before the tick's first: sites rise)
/// allocations:   number                                          unless bit 0
/// size:          of one block if bit 1, else of all (number)
/// freed within:  number                                          if bits 2–3 are 2 or 3
/// freed bytes:   number                                          if bits 2–3 are 3
/// temporary:     number                                          if bits 4–5 are 2
///
/// 03 16 | 07 00 | 64 | 38 80 04       site 7: one block of 56 bytes;  site 8: 100 blocks of 512, all freed within, all temporary
/// </code>
/// </summary>
internal struct ChangeColumns()
{
    private const int One = 1, Uniform = 2, FreedShift = 2, TemporaryShift = 4;
    private const int FreedAll = 1, FreedUniform = 2, FreedApart = 3;
    private const int TemporaryAll = 1, TemporaryNumber = 2;

    private int _site = -1;

    public void Write(RecordBuffer buffer, ReadOnlySpan<SiteChange> run)
    {
        var shapes = buffer.Length;
        foreach (ref readonly var change in run)
            buffer.Byte(Shape(change));
        foreach (ref readonly var change in run)
        {
            buffer.Number((ulong)(change.Site.Value - _site - 1));
            _site = change.Site.Value;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((buffer[shapes + i] & One) == 0)
                buffer.Number(run[i].Allocations);
        }

        for (var i = 0; i < run.Length; i++)
            buffer.Number((buffer[shapes + i] & Uniform) != 0 ? run[i].AllocatedBytes / run[i].Allocations : run[i].AllocatedBytes);
        for (var i = 0; i < run.Length; i++)
        {
            if (Freed(buffer[shapes + i]) >= FreedUniform)
                buffer.Number(run[i].FreedWithin);
        }

        for (var i = 0; i < run.Length; i++)
        {
            if (Freed(buffer[shapes + i]) == FreedApart)
                buffer.Number(run[i].FreedWithinBytes);
        }

        for (var i = 0; i < run.Length; i++)
        {
            if (Temporary(buffer[shapes + i]) == TemporaryNumber)
                buffer.Number(run[i].Temporary);
        }
    }

    public void Read(ref RecordReader reader, Span<SiteChange> run, KnownIds known)
    {
        var shapes = reader.Bytes(run.Length);
        foreach (ref var change in run)
        {
            var step = reader.Varint();
            if (step >= (ulong)(known.Sites - _site - 1))
                throw new InvalidBlockException($"expected one of {known.Sites} sites, found one {step + 1} after {_site}");
            _site += 1 + (int)step;
            change = new SiteChange(new SiteId(_site), 1, 0, 0, 0, 0);
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((shapes[i] & One) == 0)
                run[i] = run[i] with { Allocations = reader.Number() };
        }

        for (var i = 0; i < run.Length; i++)
        {
            var size = reader.Number();
            run[i] = run[i] with { AllocatedBytes = (shapes[i] & Uniform) != 0 ? Product.Of(size, run[i].Allocations) : size };
        }

        for (var i = 0; i < run.Length; i++)
        {
            var freed = Freed(shapes[i]);
            if (freed != 0)
                run[i] = ReadFreed(ref reader, run[i], freed, shapes[i]);
        }

        for (var i = 0; i < run.Length; i++)
        {
            if (Freed(shapes[i]) == FreedApart)
                run[i] = run[i] with { FreedWithinBytes = reader.Number() };
        }

        for (var i = 0; i < run.Length; i++)
        {
            var temporary = Temporary(shapes[i]);
            if (temporary != 0)
                run[i] = run[i] with { Temporary = temporary == TemporaryAll ? run[i].FreedWithin : reader.Number() };
        }
    }

    private static SiteChange ReadFreed(ref RecordReader reader, SiteChange change, int freed, byte shape)
    {
        if (freed == FreedAll)
            return change with { FreedWithin = change.Allocations, FreedWithinBytes = change.AllocatedBytes };
        var blocks = reader.Number();
        if (freed == FreedApart)
            return change with { FreedWithin = blocks };
        if ((shape & Uniform) == 0 || change.Allocations == 0)
            throw new InvalidBlockException($"expected blocks of one size where freed ones have it, found shape {shape:X2}");
        return change with { FreedWithin = blocks, FreedWithinBytes = Product.Of(change.AllocatedBytes / change.Allocations, blocks) };
    }

    private static byte Shape(in SiteChange change)
    {
        var uniform = change.Allocations > 0 && change.AllocatedBytes % change.Allocations == 0;
        var freed = 0;
        if (change.FreedWithin != 0 || change.FreedWithinBytes != 0)
        {
            freed = change.FreedWithin == change.Allocations && change.FreedWithinBytes == change.AllocatedBytes ? FreedAll
                : uniform && Product.Is(change.FreedWithinBytes, change.AllocatedBytes / change.Allocations, change.FreedWithin) ? FreedUniform
                : FreedApart;
        }

        var temporary = change.Temporary == 0 ? 0 : change.Temporary == change.FreedWithin ? TemporaryAll : TemporaryNumber;
        return (byte)((change.Allocations == 1 ? One : 0) | (uniform ? Uniform : 0) | freed << FreedShift | temporary << TemporaryShift);
    }

    private static int Freed(byte shape) => shape >> FreedShift & 3;

    private static int Temporary(byte shape) => shape >> TemporaryShift & 3;
}
