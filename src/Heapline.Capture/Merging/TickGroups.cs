namespace Heapline.Capture.Merging;

/// <summary>
/// Which ticks of a process are merged with which: a group is told by its first tick's number, and its merged tick has that number. So a later free that names any tick
/// of the group means the group for whoever asks whether it lies before a boundary that is left: a number between two that are there belongs to the lower one.
/// </summary>
/// <remarks>
/// The newest ticks stay as they are, at least the last: what is appended to the file counts its differences from it. A tick at which a child was forked ends its group,
/// since what was alive at its end is what the child began with.
/// </remarks>
internal sealed class TickGroups
{
    private readonly List<int> _numbers = [];
    private readonly SortedSet<int> _forks = [];
    private int[] _firsts = [];

    /// <summary>A tick that is in the file; rising.</summary>
    public void Add(int number) => _numbers.Add(number);

    /// <summary>A boundary that must stay: the end of this tick.</summary>
    public void KeepEndOf(int tick) => _forks.Add(tick);

    /// <summary>Makes groups of 2 to the power of <paramref name="level"/> ticks; the newest of them, the fewer the higher the level, stay alone.</summary>
    public void Arrange(int level)
    {
        var alone = Math.Max(1, _numbers.Count >> Math.Min(level + 1, 30));
        List<int> firsts = [];
        var inGroup = 0;
        for (var i = 0; i < _numbers.Count; i++)
        {
            var begins = i == 0 || i >= _numbers.Count - alone || inGroup == 1 << level || _forks.GetViewBetween(_numbers[i - 1], _numbers[i] - 1).Count > 0;
            inGroup = begins ? 1 : inGroup + 1;
            if (begins)
                firsts.Add(_numbers[i]);
        }

        _firsts = [.. firsts];
    }

    /// <summary>First tick of the group that a tick belongs to.</summary>
    public int Of(int tick)
    {
        var at = Array.BinarySearch(_firsts, tick);
        return at >= 0 ? tick : at == ~0 ? tick : _firsts[~at - 1];
    }
}
