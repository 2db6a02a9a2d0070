using Heapline.Analysis;
using Heapline.Capture;
using Spectre.Console;

namespace Heapline.Views;

/// <summary>The call tree with inclusive figures, outermost first. Calls that only pass on to one other stand below it without figures.</summary>
public sealed class TreeView
{
    private const int ShareWidth = 5;
    private const int LongestChain = 4;

    private readonly ReportConsole _console;
    private readonly TreeReport _report;
    private readonly FigureColumn[] _columns;
    private readonly Figures _whole;

    private TreeView(ReportConsole console, TreeReport report)
    {
        _console = console;
        _report = report;
        _whole = report.Tree.Inclusive[0];
        var first = FigureColumn.Of(report.SortedBy);
        FigureColumn[] error = report.Tree.Capture.Sampling.IsEstimated ? [FigureColumn.Error(first.Key)] : [];
        _columns = [first, .. error, .. new[] { FigureColumn.Allocated, FigureColumn.Count }.Where(column => column.Key != first.Key)];
    }

    /// <summary>Writes the report.</summary>
    public static void Write(ReportConsole console, CaptureData capture, TreeReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        ReportHeading.Write(console, capture);
        if (report.Tree.Inclusive[0].By(report.SortedBy) == 0)
            console.Sentence("There is nothing to show: no such figure was recorded.", Palette.Plain);
        else
            new TreeView(console, report).Write();
    }

    private void Write()
    {
        var head = new StyledLine().Right(_columns[0].Head, _columns[0].Width, Palette.Quiet).Add(" ").Right("share", ShareWidth, Palette.Quiet);
        foreach (var column in _columns.Skip(1))
            head.Add(" ").Right(column.Head, column.Width, Palette.Quiet);
        _console.Line(head.Add("  call", Palette.Quiet));
        _console.Line(Row(_whole, "").Add("everything", Palette.Strong));

        // Depth first with an own stack: a program may be recursive a hundred thousand deep.
        var open = new Stack<(int Node, string Indent, bool Last)>();
        Push(open, 0, "", OutsidePython());
        while (open.TryPop(out var step))
        {
            var chain = _report.ChainFrom(step.Node);
            var branches = _report.ChildrenOf(chain[^1]);
            var below = step.Indent + (step.Last ? "  " : "│ ");
            _console.Line(Call(Row(_report.Tree.Inclusive[step.Node], step.Indent + (step.Last ? "└ " : "├ ")), chain[0], isEnd: chain.Count == 1));
            PassedOn(chain, below + (branches.Count > 0 ? "│ " : "  "));
            Push(open, chain[^1], below, moreAfter: false);
        }
        if (OutsidePython())
            _console.Line(Row(_report.Tree.Own[0], "└ ").Add(PlaceText.NoPython));
        if (_report.LeftOut > 0)
        {
            _console.Line();
            _console.Sentence(FormattableString.Invariant(
                $"{Quantity.Exactly(_report.LeftOut)} calls with less than {_report.MinShare * 100:0.##} % are left out: --min-share 0 shows all."), Palette.Quiet);
        }
    }

    private bool OutsidePython() => _report.Tree.Own[0].By(_report.SortedBy) is > 0 and var bytes
        && bytes >= _whole.By(_report.SortedBy) * _report.MinShare;

    private void Push(Stack<(int Node, string Indent, bool Last)> open, int node, string indent, bool moreAfter)
    {
        var children = _report.ChildrenOf(node);
        for (int index = children.Count - 1; index >= 0; index--)
            open.Push((children[index], indent, index == children.Count - 1 && !moreAfter));
    }

    private void PassedOn(IReadOnlyList<int> chain, string indent)
    {
        bool shorten = chain.Count > LongestChain + 1;
        for (int index = 1; index < chain.Count; index++)
        {
            if (shorten && index == 2)
            {
                index = chain.Count - 2;
                _console.Line(Blank(indent).Add($"  … {Quantity.Exactly(chain.Count - 4)} calls between", Palette.Quiet));
                continue;
            }
            _console.Line(Call(Blank(indent).Add("→ ", Palette.Quiet), chain[index], isEnd: index == chain.Count - 1));
        }
    }

    private StyledLine Call(StyledLine line, int node, bool isEnd)
    {
        return line.AddPlace(_report.Tree.FrameOf(node), _console.Width, isEnd ? Palette.Strong : Palette.Plain);
    }

    private StyledLine Row(in Figures figures, string indent)
    {
        var first = _columns[0];
        var style = Palette.ForShare(figures.By(first.Key), _whole.By(first.Key));
        var line = new StyledLine().Right(first.Text(figures), first.Width, style)
            .Add(" ").Right(Quantity.Share(figures.By(first.Key), _whole.By(first.Key)), ShareWidth, style);
        foreach (var column in _columns.Skip(1))
            line.Add(" ").Right(column.Text(figures), column.Width);
        return Indented(line.Add("  "), indent);
    }

    private StyledLine Blank(string indent) =>
        Indented(new StyledLine().Add(new string(' ', _columns.Sum(column => column.Width + 1) + ShareWidth + 2)), indent);

    // A tree deeper than the terminal is wide goes on at the deepest place that leaves room for a name.
    private StyledLine Indented(StyledLine line, string indent)
    {
        int room = Math.Max(8, (_console.Width - line.Width) / 2);
        return line.Add(indent.Length <= room ? indent : "… " + indent[^(room - 2)..], Palette.Quiet);
    }
}
