namespace Heapline.Collector.Live;

/// <summary>
/// The ranges that the program has mapped, apart from the live map because <c>munmap</c> may cover parts of them, or several. Sorted by address, never
/// overlapping; a program has tens to thousands of them, so a sorted list does.
/// </summary>
internal sealed class MappingMap
{
    private readonly List<Range> _ranges = [];

    private readonly record struct Range(ulong Start, ulong End, MappedBlock Block);

    /// <summary>Called with each part of a mapping that goes: the block it belongs to, how many bytes, and whether they were its last.</summary>
    public delegate void PartLeaves(MappedBlock block, long bytes, bool last);

    /// <summary>How many separate ranges are mapped.</summary>
    public int Count => _ranges.Count;

    /// <summary>Adds a range that nothing overlaps (<see cref="Remove"/> first). An empty one is not kept.</summary>
    public void Add(ulong start, ulong length, MappedBlock block)
    {
        if (length == 0)
            return;
        block.Pieces++;
        _ranges.Insert(FirstEndingAfter(start), new Range(start, EndOf(start, length), block));
    }

    /// <summary>Takes the range out, cutting and splitting what it covers in part.</summary>
    public void Remove(ulong start, ulong length, PartLeaves leaves)
    {
        var end = EndOf(start, length);
        var at = FirstEndingAfter(start);
        while (at < _ranges.Count && _ranges[at].Start < end)
        {
            var range = _ranges[at];
            var cutStart = Math.Max(range.Start, start);
            var cutEnd = Math.Min(range.End, end);
            if (cutStart == cutEnd)
                return;
            _ranges.RemoveAt(at);
            range.Block.Pieces--;
            if (range.Start < cutStart)
                Keep(at++, range with { End = cutStart });
            if (cutEnd < range.End)
                Keep(at++, range with { Start = cutEnd });
            leaves(range.Block, (long)(cutEnd - cutStart), range.Block.Pieces == 0);
        }
    }

    /// <summary>Takes out the whole piece that begins at <paramref name="start"/>, without freeing anything. Null when none begins there.</summary>
    public (MappedBlock Block, ulong Length)? TakeAt(ulong start)
    {
        var at = FirstEndingAfter(start);
        if (at == _ranges.Count || _ranges[at].Start != start)
            return null;
        var range = _ranges[at];
        _ranges.RemoveAt(at);
        range.Block.Pieces--;
        return (range.Block, range.End - range.Start);
    }

    /// <summary>The same ranges, of blocks made anew.</summary>
    public MappingMap Copy(Func<MappedBlock, MappedBlock> remade)
    {
        var copy = new MappingMap();
        CopyTo(copy, remade);
        return copy;
    }

    /// <summary>Adds these ranges to another's, with blocks made anew.</summary>
    public void CopyTo(MappingMap other, Func<MappedBlock, MappedBlock>? remade = null)
    {
        var blocks = new Dictionary<MappedBlock, MappedBlock>();
        foreach (var range in _ranges)
        {
            if (!blocks.TryGetValue(range.Block, out var block))
                blocks.Add(range.Block, block = remade?.Invoke(range.Block) ?? new MappedBlock(range.Block.Site, range.Block.Tick, range.Block.Token));
            other.Add(range.Start, range.End - range.Start, block);
        }
    }

    private void Keep(int at, Range range)
    {
        range.Block.Pieces++;
        _ranges.Insert(at, range);
    }

    private int FirstEndingAfter(ulong address)
    {
        var low = 0;
        var high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static ulong EndOf(ulong start, ulong length) => length > ulong.MaxValue - start ? ulong.MaxValue : start + length;
}
