using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Every place that asked for memory as one row: call stack, allocator and thread, hottest first.</summary>
/// <param name="Tree">The call stacks that the rows point into.</param>
/// <param name="SortedBy">The figure that rows are ordered by.</param>
/// <param name="Rows">The rows.</param>
public sealed record TableReport(CallTree Tree, SortKey SortedBy, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Makes the report: one pass over the capture and a sort of the rows.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="sort">The figure to order by.</param>
    /// <param name="mergeThreads">Whether rows that differ only in their thread are one; its thread is then that of the first.</param>
    public static TableReport Of(CaptureData capture, SortKey sort = SortKey.Peak, bool mergeThreads = false)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var tree = new CallTree(capture);
        var rows = new Dictionary<(int Node, AllocatorKind Allocator, int Thread), Figures>();
        for (int index = 0; index < tree.SiteFigures.Length; index++)
        {
            if (tree.SiteFigures[index].IsZero)
                continue;
            var site = capture.Sites[index];
            var key = (tree.NodeOf(site.Stack), site.Allocator, mergeThreads ? 0 : site.Thread);
            rows[key] = rows.GetValueOrDefault(key) + tree.SiteFigures[index];
        }

        var sorted = rows.Select(row => new TableRow(row.Key.Node, row.Key.Allocator, row.Key.Thread, row.Value)).ToList();
        sorted.Sort((left, right) => Figures.LargerFirst(left.Figures, right.Figures, sort) is var order and not 0
            ? order
            : (left.Node, left.Thread, left.Allocator).CompareTo((right.Node, right.Thread, right.Allocator)));
        return new TableReport(tree, sort, sorted);
    }

    /// <summary>The rows whose call stack passes through one of the places.</summary>
    public TableReport Through(IReadOnlyCollection<SourcePlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        // A parent comes before its children, so one pass tells it of every node.
        var passes = new bool[Tree.Nodes.Count];
        for (int node = 1; node < passes.Length; node++)
            passes[node] = passes[Tree.Nodes[node].Parent] || places.Any(place => place.Holds(Tree.FrameOf(node)));
        return this with { Rows = [.. Rows.Where(row => passes[row.Node])] };
    }
}
