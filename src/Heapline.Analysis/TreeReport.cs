using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The call tree, outermost first, without the branches too small to matter.</summary>
public sealed class TreeReport
{
    private readonly List<int>?[] _children;
    private readonly long _least;

    private TreeReport(CallTree tree, SortKey sort, double minShare)
    {
        Tree = tree;
        SortedBy = sort;
        MinShare = minShare;
        _least = (long)Math.Ceiling(tree.Inclusive[0].By(sort) * minShare);
        _children = new List<int>?[tree.Nodes.Count];
        for (int node = 1; node < tree.Nodes.Count; node++)
        {
            // A call may be there for nothing but an arena of the interpreter's.
            if (tree.Inclusive[node].IsZero)
                continue;
            if (tree.Inclusive[node].By(sort) < _least)
                LeftOut++;
            else
                (_children[tree.Nodes[node].Parent] ??= []).Add(node);
        }
        foreach (var siblings in _children)
            siblings?.Sort((left, right) => Figures.LargerFirst(tree.Inclusive[left], tree.Inclusive[right], sort) is var order and not 0
                ? order
                : left.CompareTo(right));
    }

    /// <summary>All nodes with their figures.</summary>
    public CallTree Tree { get; }

    /// <summary>The figure that branches are ordered and cut by.</summary>
    public SortKey SortedBy { get; }

    /// <summary>Branches with less than this share of the whole (0 to 1) are left out; with 0 none, nor those with nothing of what they are sorted by.</summary>
    public double MinShare { get; }

    /// <summary>How many nodes were left out.</summary>
    public int LeftOut { get; }

    /// <summary>Makes the report. Linear in the number of call stacks, but for sorting siblings.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="sort">The figure to order and cut by.</param>
    /// <param name="minShare">The smallest share of the whole to keep, 0 to 1.</param>
    public static TreeReport Of(CaptureData capture, SortKey sort = SortKey.Peak, double minShare = 0.01) =>
        new(new CallTree(capture), sort, minShare);

    /// <summary>The kept calls made from <paramref name="node"/>, largest first; those of node 0 are the outermost.</summary>
    public IReadOnlyList<int> ChildrenOf(int node) => _children[node] is { } children ? children : [];

    /// <summary>
    /// <paramref name="node"/> and the calls it merely passes on to: each the only one kept below the one before, which itself holds
    /// less than the least share. To a reader such a chain is one step.
    /// </summary>
    public IReadOnlyList<int> ChainFrom(int node)
    {
        var chain = new List<int> { node };
        while (_children[node] is [var only]
            && Tree.Inclusive[node].By(SortedBy) - Tree.Inclusive[only].By(SortedBy) < Math.Max(_least, 1))
            chain.Add(node = only);
        return chain;
    }
}
