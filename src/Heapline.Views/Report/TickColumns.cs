namespace Heapline.Views.Report;

/// <summary>
/// What sites did, tick by tick, by columns. A shape says what the other columns leave out:
/// <code>
///  changes:  bit 0     one block                                 frees:  bit 0     one block
///            bits 1–2  bytes: 0 in full, 1 blocks × a size,              bits 1–2  as left
///                      2 blocks × the size the site had last             bits 3–4  temporary: 0 none, 1 all, 2 a number
///            bits 3–4  freed within: 0 none, 1 all,                      bit 5     same site as the entry before
///                      2 some of the same size, 3 some
///            bits 5–6  temporary: 0 none, 1 all freed within, 2 a number
/// </code>
/// The size a site had last is that of the last entry, of either kind, whose shape has 1 or 2 in bits 1–2; it begins as 0.
/// </summary>
internal sealed class TickColumns
{
    private readonly Column _changes, _frees, _shape, _site, _blocks, _size, _freed, _freedBytes, _temporary;
    private readonly Column _freeShape, _freeSite, _freeAge, _freeBlocks, _freeSize, _freeTemporary;
    private readonly long[] _lastSize;

    public TickColumns(PackedBlock block, int sites)
    {
        _lastSize = new long[sites];
        (_changes, _frees) = (block.Add("tick.changes"), block.Add("tick.frees"));
        (_shape, _site, _blocks, _size) = (block.Add("change.shape"), block.Add("change.site"), block.Add("change.blocks"), block.Add("change.size"));
        (_freed, _freedBytes, _temporary) = (block.Add("change.freed"), block.Add("change.freedBytes"), block.Add("change.temporary"));
        (_freeShape, _freeSite, _freeAge) = (block.Add("free.shape"), block.Add("free.site"), block.Add("free.age"));
        (_freeBlocks, _freeSize, _freeTemporary) = (block.Add("free.blocks"), block.Add("free.size"), block.Add("free.temporary"));
    }

    /// <summary>Adds the next tick.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="number">Its number on the page.</param>
    public void Add(ReportTick tick, int number)
    {
        _changes.Number(tick.Changes.Count);
        _frees.Number(tick.Frees.Count);
        int before = -1;
        foreach (var change in tick.Changes)
        {
            Change(change, change.Site - before - 1);
            before = change.Site;
        }
        before = -1;
        foreach (var free in tick.Frees)
        {
            Free(free, before, number - free.AllocatedTick);
            before = free.Site;
        }
    }

    private void Change(in ReportChange change, int siteStep)
    {
        int size = SizeShape(change.Site, change.Count, change.Bytes);
        int freed = change.Freed == 0 && change.FreedBytes == 0 ? 0
            : change.Freed == change.Count && change.FreedBytes == change.Bytes ? 1
            : size > 0 && change.FreedBytes == change.Freed * _lastSize[change.Site] ? 2 : 3;
        int temporary = change.Temporary == 0 ? 0 : change.Temporary == change.Freed ? 1 : 2;
        _shape.Byte((byte)((change.Count == 1 ? 1 : 0) | size << 1 | freed << 3 | temporary << 5));
        _site.Number(siteStep);
        Amount(_blocks, _size, change.Count, change.Bytes, size);
        if (freed >= 2)
            _freed.Number(change.Freed);
        if (freed == 3)
            _freedBytes.Number(change.FreedBytes);
        if (temporary == 2)
            _temporary.Number(change.Temporary);
    }

    private void Free(in ReportFree free, int before, int age)
    {
        int size = SizeShape(free.Site, free.Count, free.Bytes);
        int temporary = free.Temporary == 0 ? 0 : free.Temporary == free.Count ? 1 : 2;
        bool same = free.Site == before;
        _freeShape.Byte((byte)((free.Count == 1 ? 1 : 0) | size << 1 | temporary << 3 | (same ? 1 << 5 : 0)));
        if (!same)
            _freeSite.Number(free.Site - before - 1);
        _freeAge.Number(age);
        Amount(_freeBlocks, _freeSize, free.Count, free.Bytes, size);
        if (temporary == 2)
            _freeTemporary.Number(free.Temporary);
    }

    private int SizeShape(int site, long blocks, long bytes)
    {
        if (blocks <= 0 || bytes % blocks != 0)
            return 0;
        long size = bytes / blocks;
        if (_lastSize[site] == size)
            return 2;
        _lastSize[site] = size;
        return 1;
    }

    private static void Amount(Column blocks, Column sizes, long count, long bytes, int shape)
    {
        if (count != 1)
            blocks.Number(count);
        if (shape == 0)
            sizes.Number(bytes);
        else if (shape == 1)
            sizes.Number(bytes / count);
    }
}
