using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// A run of at most 4,096 entries of a tick's later frees, by columns as in <see cref="ChangeColumns"/>; sorted by site, then by tick allocated.
/// <code>
/// shape (byte):  bit 0  one block                                bits 2–3  temporary: 0 none, 1 all, 2 a number
///                bit 1  bytes are blocks × one size              bit 4     same site as the entry before
/// site:          site − site before − 1 (number; −1 before the tick's first)      unless bit 4
/// tick:          with bit 4: tick allocated − that of the entry before − 1, else this tick − tick allocated − 1 (number)
/// blocks:        number                                          unless bit 0
/// size:          of one block if bit 1, else of all (number)
/// temporary:     number                                          if bits 2–3 are 2
///
/// 03 13 | 07 | 02 00 | 38 38          site 7, one block of 56 bytes of three ticks ago, and one of two ticks ago
/// </code>
/// </summary>
internal struct LaterFreeColumns(int tick)
{
    private const int One = 1, Uniform = 2, TemporaryShift = 2, SameSite = 16;
    private const int TemporaryAll = 1, TemporaryNumber = 2;

    private int _site = -1;
    private int _allocatedTick;

    public void Write(RecordBuffer buffer, ReadOnlySpan<LaterFree> run)
    {
        var shapes = buffer.Length;
        var (site, allocatedTick) = (_site, _allocatedTick);
        foreach (ref readonly var free in run)
        {
            buffer.Byte(Shape(free));
            _site = free.Site.Value;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((buffer[shapes + i] & SameSite) == 0)
                buffer.Number((ulong)(run[i].Site.Value - site - 1));
            site = run[i].Site.Value;
        }

        for (var i = 0; i < run.Length; i++)
        {
            var same = (buffer[shapes + i] & SameSite) != 0;
            buffer.Number((ulong)((same ? run[i].AllocatedTick - allocatedTick : tick - run[i].AllocatedTick) - 1));
            allocatedTick = run[i].AllocatedTick;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if ((buffer[shapes + i] & One) == 0)
                buffer.Number(run[i].Count);
        }

        for (var i = 0; i < run.Length; i++)
            buffer.Number((buffer[shapes + i] & Uniform) != 0 ? run[i].Bytes / run[i].Count : run[i].Bytes);
        for (var i = 0; i < run.Length; i++)
        {
            if (Temporary(buffer[shapes + i]) == TemporaryNumber)
                buffer.Number(run[i].Temporary);
        }

        _allocatedTick = allocatedTick;
    }

    public void Read(ref RecordReader reader, Span<LaterFree> run, KnownIds known)
    {
        var shapes = reader.Bytes(run.Length);
        for (var i = 0; i < run.Length; i++)
        {
            if ((shapes[i] & SameSite) == 0)
            {
                var step = reader.Varint();
                if (step >= (ulong)(known.Sites - _site - 1))
                    throw new InvalidBlockException($"expected one of {known.Sites} sites, found one {step + 1} after {_site}");
                _site += 1 + (int)step;
            }
            else if (_site < 0)
            {
                throw new InvalidBlockException("expected a site in a tick's first later free, found 'the same as before'");
            }

            run[i] = new LaterFree(new SiteId(_site), 0, 1, 0, 0);
        }

        for (var i = 0; i < run.Length; i++)
        {
            var step = reader.Number();
            var allocated = (shapes[i] & SameSite) != 0 ? _allocatedTick + 1L + Math.Min(step, int.MaxValue) : tick - 1L - Math.Min(step, int.MaxValue);
            if (allocated < 0 || allocated >= tick)
                throw new InvalidBlockException($"expected a tick before {tick}, found {allocated}");
            _allocatedTick = (int)allocated;
            run[i] = run[i] with { AllocatedTick = _allocatedTick };
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

        for (var i = 0; i < run.Length; i++)
        {
            var temporary = Temporary(shapes[i]);
            if (temporary != 0)
                run[i] = run[i] with { Temporary = temporary == TemporaryAll ? run[i].Count : reader.Number() };
        }
    }

    private readonly byte Shape(in LaterFree free)
    {
        var uniform = free.Count > 0 && free.Bytes % free.Count == 0;
        var temporary = free.Temporary == 0 ? 0 : free.Temporary == free.Count ? TemporaryAll : TemporaryNumber;
        return (byte)((free.Count == 1 ? One : 0) | (uniform ? Uniform : 0) | temporary << TemporaryShift
            | (free.Site.Value == _site ? SameSite : 0));
    }

    private static int Temporary(byte shape) => shape >> TemporaryShift & 3;
}
