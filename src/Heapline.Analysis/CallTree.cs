using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>
/// The call stacks of a capture as one tree, with figures. Node 0 is the root: no Python code. Stacks that read the same
/// (function, file, line of every frame) are one node, though processes may have defined them apart.
/// </summary>
public sealed class CallTree
{
    private readonly List<CallNode> _nodes = [new CallNode(-1, -1, 0)];
    private readonly int[] _nodeOfStack;

    /// <summary>Builds the tree of <paramref name="capture"/>: one pass over functions, stacks and sites.</summary>
    public CallTree(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        Capture = capture;
        var functionOf = MergeFunctions(capture.Functions);
        _nodeOfStack = new int[capture.Stacks.Count];
        var known = new Dictionary<CallNode, int>(capture.Stacks.Count);
        for (int stack = 0; stack < _nodeOfStack.Length; stack++)
        {
            var frame = capture.Stacks[stack];
            var node = new CallNode(NodeOf(frame.Parent), functionOf[frame.Function.Value], frame.Line);
            if (!known.TryGetValue(node, out int index))
            {
                known.Add(node, index = _nodes.Count);
                _nodes.Add(node);
            }
            _nodeOfStack[stack] = index;
        }

        SiteFigures = Analysis.SiteFigures.Of(capture);
        Own = new Figures[_nodes.Count];
        for (int site = 0; site < SiteFigures.Length; site++)
            Own[NodeOf(capture.Sites[site].Stack)] += SiteFigures[site];
        Inclusive = [.. Own];
        for (int node = Inclusive.Length - 1; node > 0; node--)
            Inclusive[_nodes[node].Parent] += Inclusive[node];
    }

    /// <summary>The capture that this is the tree of.</summary>
    public CaptureData Capture { get; }

    /// <summary>Figures by <see cref="SiteId"/>.</summary>
    public Figures[] SiteFigures { get; }

    /// <summary>Nodes; a parent always comes before its children.</summary>
    public IReadOnlyList<CallNode> Nodes => _nodes;

    /// <summary>Figures of what each node's own line asked for, by node.</summary>
    public Figures[] Own { get; }

    /// <summary>Figures of each node and everything called from it, by node; the root's are the whole run's.</summary>
    public Figures[] Inclusive { get; }

    /// <summary>The node of a call stack; 0 for the empty one.</summary>
    public int NodeOf(StackId stack) => stack.IsNone ? 0 : _nodeOfStack[stack.Value];

    /// <summary>The function of a node that is not the root.</summary>
    public Function FunctionOf(int node) => Capture.Functions[_nodes[node].Function];

    /// <summary>The frames from the outermost to <paramref name="node"/>; empty for the root.</summary>
    public IReadOnlyList<Frame> StackOf(int node)
    {
        var frames = new List<Frame>();
        for (; node > 0; node = _nodes[node].Parent)
            frames.Add(FrameOf(node));
        frames.Reverse();
        return frames;
    }

    /// <summary>The frame that a node stands for.</summary>
    public Frame FrameOf(int node)
    {
        if (node == 0)
            return Frame.None;
        var function = FunctionOf(node);
        return new Frame(function.Name, function.File, _nodes[node].Line);
    }

    // The first of the functions that read the same stands for all of them.
    private static int[] MergeFunctions(IReadOnlyList<Function> functions)
    {
        var merged = new int[functions.Count];
        var known = new Dictionary<Function, int>(functions.Count);
        for (int index = 0; index < merged.Length; index++)
        {
            known.TryAdd(functions[index], index);
            merged[index] = known[functions[index]];
        }
        return merged;
    }
}
