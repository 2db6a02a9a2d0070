using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>
/// The call tree for programs: <c>nodes</c>, each with its <c>id</c> and its <c>parent</c>'s (null for the outermost), parents first. A list
/// and no nesting, since call stacks are deeper than many JSON readers can follow.
/// </summary>
public static class TreeJson
{
    /// <summary>Writes one JSON object. Figures are inclusive; those with <c>own_</c> are of the frame alone.</summary>
    public static void Write(Stream output, CaptureData capture, TreeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        JsonReport.Write(output, capture, json =>
        {
            json.WriteStartObject("total");
            JsonReport.Figures(json, report.Tree.Inclusive[0]);
            json.WriteEndObject();
            json.WriteNumber("left_out", report.LeftOut);
            JsonReport.Rows(json, "nodes", DepthFirst(report), (row, node) =>
            {
                row.WriteNumber("id", node);
                if (report.Tree.Nodes[node].Parent is > 0 and var parent)
                    row.WriteNumber("parent", parent);
                else
                    row.WriteNull("parent");
                JsonReport.Frame(row, report.Tree.FrameOf(node));
                JsonReport.Figures(row, report.Tree.Inclusive[node]);
                JsonReport.Figures(row, report.Tree.Own[node], "own_");
            });
        });
    }

    private static IEnumerable<int> DepthFirst(TreeReport report)
    {
        var open = new Stack<int>(report.ChildrenOf(0).Reverse());
        while (open.TryPop(out int node))
        {
            yield return node;
            foreach (int child in report.ChildrenOf(node).Reverse())
                open.Push(child);
        }
    }
}
