using Heapline.Capture;

namespace Heapline.Collector.Stacks;

/// <summary>
/// The functions and call stacks that are in the capture already, so that each is there once, whichever thread or process brought it. Draining thread only.
/// </summary>
internal sealed class CaptureSymbols(CaptureWriter writer)
{
    private readonly Dictionary<Function, FunctionId> _functions = [];
    private readonly Dictionary<StackNode, StackId> _stacks = [];

    /// <summary>Names of the files that occur in call stacks.</summary>
    public IEnumerable<string> Files => _functions.Keys.Select(function => function.File).Distinct();

    /// <summary>The function's id.</summary>
    public FunctionId IdOf(Function function)
    {
        if (!_functions.TryGetValue(function, out var id))
            _functions.Add(function, id = writer.Add(function));
        return id;
    }

    /// <summary>The call stack's id.</summary>
    public StackId IdOf(StackNode node)
    {
        if (!_stacks.TryGetValue(node, out var id))
            _stacks.Add(node, id = writer.Add(node));
        return id;
    }
}
