using Heapline.Capture;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Stacks;

/// <summary>
/// The functions and call stacks that are in the capture already, so that each is there once, whichever thread or process brought it. A call stack takes 12 bytes and 5
/// to 9 of index. Draining thread only.
/// </summary>
internal sealed unsafe class CaptureSymbols : IDisposable
{
    private readonly CaptureWriter _writer;
    private readonly Dictionary<Function, FunctionId> _functions = [];
    private readonly NativeArray<StackNode> _stacks = new(1024);
    private readonly IdIndex<StackNode, Keys> _index;
    private readonly HashSet<FunctionId> _withModule = [];
    private int _stackCount;

    /// <param name="writer">Where what is new is written to.</param>
    public CaptureSymbols(CaptureWriter writer)
    {
        _writer = writer;
        _index = new IdIndex<StackNode, Keys>(new Keys(_stacks));
    }

    /// <summary>Bytes that call stacks and their index take.</summary>
    public long Bytes => _stackCount * (long)sizeof(StackNode) + _index.Bytes;

    /// <summary>The function's id.</summary>
    public FunctionId IdOf(Function function)
    {
        if (!_functions.TryGetValue(function, out var id))
            _functions.Add(function, id = _writer.Add(function));
        return id;
    }

    /// <summary>What module a function is of. The first that is told counts: a worker's <c>__mp_main__</c> is its parent's <c>__main__</c>.</summary>
    public void TellModule(Function function, string module)
    {
        var id = IdOf(function);
        if (_withModule.Add(id))
            _writer.Add(new FunctionModule(id, module));
    }

    /// <summary>The call stack's id.</summary>
    public StackId IdOf(StackNode node)
    {
        var known = _index.Find(node);
        if (known >= 0)
            return new StackId(known);
        var id = _writer.Add(node);
        _stacks.Reserve(id.Value + 1);
        _stacks.Pointer[id.Value] = node;
        _stackCount = id.Value + 1;
        _index.Add(id.Value);
        return id;
    }

    public void Dispose()
    {
        _stacks.Dispose();
        _index.Dispose();
    }

    private readonly struct Keys(NativeArray<StackNode> stacks) : IIdKeys<StackNode>
    {
        public StackNode KeyOf(int id) => stacks.Pointer[id];

        public ulong HashOf(StackNode key)
        {
            var hash = (((ulong)(uint)key.Parent.Value << 32 | (uint)key.Line) * 0x9E3779B97F4A7C15 ^ (uint)key.Function.Value) * 0xFF51AFD7ED558CCD;
            return hash ^ hash >> 32;
        }
    }
}
