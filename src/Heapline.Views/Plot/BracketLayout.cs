using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Places brackets and their labels in lanes so that nothing overlaps. The longest are placed first, so what must be dropped is short.</summary>
internal sealed class BracketLayout
{
    private BracketLayout(IReadOnlyList<PlacedBracket> placed, int dropped)
    {
        Placed = placed;
        Dropped = dropped;
        Lanes = placed.Count == 0 ? 0 : placed.Max(bracket => bracket.Lane) + 1;
    }

    /// <summary>The brackets that found a place.</summary>
    public IReadOnlyList<PlacedBracket> Placed { get; }

    /// <summary>How many calls did not.</summary>
    public int Dropped { get; }

    /// <summary>How many lanes are in use.</summary>
    public int Lanes { get; }

    /// <summary>Places calls, joined into ever wider groups until all have a place; where that cannot be, as many as can be.</summary>
    /// <param name="widths">From near to far: how far apart calls may be to be drawn as one, in units of the drawing.</param>
    /// <param name="place">Places the calls joined at that distance.</param>
    public static BracketLayout Widening(ReadOnlySpan<double> widths, Func<double, BracketLayout> place)
    {
        BracketLayout? best = null;
        foreach (var width in widths)
        {
            var layout = place(width);
            if (best is null || layout.Dropped < best.Dropped)
                best = layout;
            if (best.Dropped == 0)
                break;
        }

        return best ?? place(0);
    }

    /// <summary>Places calls in the lane of the level that they were made at, their labels inside where these fit.</summary>
    /// <param name="spans">The calls.</param>
    /// <param name="levels">Most lanes; calls at deeper levels are dropped.</param>
    /// <param name="grouped">Joins the calls of one level.</param>
    /// <param name="extent">Gives both ends of a group.</param>
    /// <param name="labelWidth">Gives the width of a group's label.</param>
    /// <param name="gap">Room to keep on both sides of a label.</param>
    public static BracketLayout ByLevel(
        IEnumerable<TimelineSpan> spans, int levels, Func<IEnumerable<TimelineSpan>, IReadOnlyList<CallGroup>> grouped,
        Func<CallGroup, (double Left, double Right)> extent, Func<CallGroup, double> labelWidth, double gap)
    {
        var byLevel = spans.ToLookup(span => Math.Min(span.Level, levels));
        var placed = byLevel.Where(level => level.Key < levels).OrderBy(level => level.Key).SelectMany(level => grouped(level).Select(group =>
        {
            var (left, right) = extent(group);
            return new PlacedBracket(group, level.Key, left, right, labelWidth(group) is var label && right - left >= label + 2 * gap ? (left + right - label) / 2 : null, true);
        }));
        return new BracketLayout([.. placed], byLevel[levels].Count());
    }

    /// <summary>Places brackets.</summary>
    /// <param name="groups">What to place.</param>
    /// <param name="width">Width of the drawing.</param>
    /// <param name="lanes">Most lanes.</param>
    /// <param name="gap">Room to keep on both sides of a label. Brackets may touch each other: calls often follow one another.</param>
    /// <param name="extent">Gives both ends of a group's bracket.</param>
    /// <param name="labelWidth">Gives the width of a group's label.</param>
    public static BracketLayout Of(
        IEnumerable<CallGroup> groups, double width, int lanes, double gap,
        Func<CallGroup, (double Left, double Right)> extent, Func<CallGroup, double> labelWidth)
    {
        var taken = Enumerable.Range(0, lanes).Select(_ => new List<(double Left, double Right)>()).ToArray();
        var placed = new List<PlacedBracket>();
        var dropped = 0;
        foreach (var group in groups.OrderByDescending(group => group.EndSeconds - group.StartSeconds).ThenBy(group => group.StartSeconds))
        {
            var (left, right) = extent(group);
            var label = labelWidth(group);
            var candidates = new List<(double Left, double Right, double? Label, bool Inside)>();
            if (right - left >= label + 2 * gap)
                candidates.Add((left, right, (left + right - label) / 2, true));
            if (right + gap + label <= width)
                candidates.Add((left, right + gap + label + gap, right + gap, false));
            if (left - gap - label >= 0)
                candidates.Add((left - gap - label - gap, right, left - gap - label, false));

            // Any lane with the label is better than the first lane without.
            var found = Place(candidates) ?? Place([(left, right, null, false)]);
            if (found is not var (lane, at))
                dropped += group.Calls;
            else
                placed.Add(new PlacedBracket(group, lane, left, right, at.Label, at.Inside));
        }

        return new BracketLayout(placed, dropped);

        (int Lane, (double Left, double Right, double? Label, bool Inside) At)? Place(
            List<(double Left, double Right, double? Label, bool Inside)> candidates)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                foreach (var candidate in candidates)
                {
                    if (taken[lane].Any(other => candidate.Left < other.Right && other.Left < candidate.Right))
                        continue;
                    taken[lane].Add((candidate.Left, candidate.Right));
                    return (lane, candidate);
                }
            }

            return null;
        }
    }
}
