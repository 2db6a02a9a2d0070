using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What each function asked for itself, and what was asked for while it was running; and the call stacks that asked for most.</summary>
/// <param name="Tree">All call stacks with their figures.</param>
/// <param name="SortedBy">The figure that functions and stacks are ordered by.</param>
/// <param name="Functions">Functions, those with most in total first.</param>
/// <param name="Stacks">Nodes of the tree that asked for something themselves, largest first.</param>
public sealed record SummaryReport(CallTree Tree, SortKey SortedBy, IReadOnlyList<FunctionSummary> Functions, IReadOnlyList<int> Stacks)
{
    /// <summary>Makes the report. A function that calls itself counts once, as memray's summary counts it. Linear, but for sorting.</summary>
    public static SummaryReport Of(CaptureData capture, SortKey sort = SortKey.Peak)
    {
        var tree = new CallTree(capture);
        var own = new Dictionary<(string Name, string File), Figures>();
        var total = new Dictionary<(string Name, string File), Figures>();
        foreach (int node in OutermostOfTheirFunction(tree))
            Add(total, Key(tree, node), tree.Inclusive[node]);
        for (int node = 0; node < tree.Nodes.Count; node++)
            if (!tree.Own[node].IsZero)
                Add(own, Key(tree, node), tree.Own[node]);
        if (!tree.Own[0].IsZero)
            Add(total, Key(tree, 0), tree.Own[0]);

        var functions = total
            .Where(function => !function.Value.IsZero)
            .Select(function => new FunctionSummary(function.Key.Name, function.Key.File, own.GetValueOrDefault(function.Key), function.Value))
            .ToList();
        functions.Sort((left, right) => FunctionSummary.LargerFirst(left, right, sort));

        var stacks = Enumerable.Range(0, tree.Nodes.Count).Where(node => !tree.Own[node].IsZero).ToList();
        stacks.Sort((left, right) => Figures.LargerFirst(tree.Own[left], tree.Own[right], sort) is var order and not 0
            ? order
            : left.CompareTo(right));
        return new SummaryReport(tree, sort, functions, stacks);
    }

    // Walks the tree depth first and counts, by function, how many of its calls are open; only a call entered at zero is counted in full.
    private static IEnumerable<int> OutermostOfTheirFunction(CallTree tree)
    {
        var children = new List<int>?[tree.Nodes.Count];
        for (int node = 1; node < tree.Nodes.Count; node++)
            (children[tree.Nodes[node].Parent] ??= []).Add(node);

        var open = new Dictionary<(string, string), int>();
        var walk = new Stack<(int Node, bool Leaving)>();
        walk.Push((0, false));
        while (walk.TryPop(out var step))
        {
            if (step.Node > 0)
            {
                var key = Key(tree, step.Node);
                int calls = open.GetValueOrDefault(key);
                open[key] = step.Leaving ? calls - 1 : calls + 1;
                if (step.Leaving)
                    continue;
                if (calls == 0)
                    yield return step.Node;
                walk.Push((step.Node, true));
            }
            foreach (int child in children[step.Node] ?? [])
                walk.Push((child, false));
        }
    }

    private static (string Name, string File) Key(CallTree tree, int node)
    {
        var frame = tree.FrameOf(node);
        return (frame.Function, frame.File);
    }

    private static void Add(Dictionary<(string, string), Figures> sums, (string, string) key, in Figures figures) =>
        sums[key] = sums.GetValueOrDefault(key) + figures;
}
