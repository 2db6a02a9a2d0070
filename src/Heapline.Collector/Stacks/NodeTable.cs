using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Collector.Live;
using Heapline.Collector.Memory;
using Heapline.Protocol;

namespace Heapline.Collector.Stacks;

/// <summary>
/// The call-stack nodes of one process, as its agent numbers them, and the way from (node, function) to the site that is counted by. A node becomes a call stack
/// of the capture only when a block is counted under it. Draining thread only; memory is freed by <see cref="Dispose"/>.
/// </summary>
internal sealed unsafe class NodeTable(ThreadTable threads, CaptureSymbols symbols, CaptureWriter writer, HeapAccount account) : IDisposable
{
    // 2^26 nodes are 2 GiB of this table and far more than an agent's own memory can hold: a larger id is no id.
    private const uint MaxNodes = 1 << 26;
    // No stack is that deep: a chain that is has been bent into a ring by a damaged record.
    private const int MaxDepth = 1 << 20;

    private readonly NativeArray<StackNodeEntry> _nodes = new(4096);
    private readonly NativeArray<SiteLink> _links = new(256);
    private readonly List<Function> _codes = [];
    private readonly Dictionary<uint, int> _codeById = [];
    private readonly Dictionary<(int Thread, StackId Stack, int Function), int> _sites = [];
    private readonly List<uint> _chain = [];
    private int _linkCount;
    private int? _unknownThread;

    /// <summary>From now on the code id means this code; nodes defined before keep what it meant then.</summary>
    public void DefineCode(uint id, Function function)
    {
        _codeById[id] = _codes.Count;
        _codes.Add(function);
    }

    /// <summary>The function that a code id means now; null when it means none.</summary>
    public Function? FunctionOf(uint id) => _codeById.TryGetValue(id, out var index) ? _codes[index] : null;

    /// <summary>Defines a thread's root. False when the id cannot be.</summary>
    public bool DefineRoot(ulong node, int tid)
    {
        if (node >= MaxNodes)
            return false;
        _nodes.Reserve((long)node + 1);
        _nodes.Pointer[node] = new StackNodeEntry { Thread = threads.IndexOf(tid) + 1, Stack = 1 };
        return true;
    }

    /// <summary>Defines a node. False when the id cannot be, or parent or code are not known.</summary>
    public bool Define(ulong node, uint parent, uint codeId, int line)
    {
        if (node >= MaxNodes || parent >= _nodes.Capacity || _nodes.Pointer[parent].Thread == 0 || parent == node
            || !_codeById.TryGetValue(codeId, out var code))
            return false;
        _nodes.Reserve((long)node + 1);
        _nodes.Pointer[node] = new StackNodeEntry { Parent = parent, Code = code + 1, Line = line, Thread = _nodes.Pointer[parent].Thread };
        return true;
    }

    /// <summary>Index in the capture of the thread that the node belongs to.</summary>
    public int CaptureThreadOf(uint node) => threads.CaptureIndexOf(ThreadOf(node));

    /// <summary>Index of the site that blocks are counted by which <paramref name="function"/> handed out under <paramref name="node"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SiteOf(uint node, HookedFunction function)
    {
        if (node < _nodes.Capacity)
        {
            var entry = _nodes.Pointer + node;
            if (entry->FirstFunction == (int)function && entry->FirstSite != 0)
                return entry->FirstSite - 1;
        }
        return FindSite(node, function);
    }

    public void Dispose()
    {
        _nodes.Dispose();
        _links.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindSite(uint node, HookedFunction function)
    {
        if (node >= _nodes.Capacity || _nodes.Pointer[node].Thread == 0)
            return SiteFor(ThreadOf(node), StackId.None, (int)function);
        var entry = _nodes.Pointer + node;
        for (var link = entry->NextLink; link != 0; link = _links.Pointer[link - 1].Next)
        {
            if (_links.Pointer[link - 1].Function == (int)function)
                return _links.Pointer[link - 1].Site - 1;
        }

        var site = SiteFor(entry->Thread - 1, StackOf(node), (int)function);
        if (entry->FirstSite == 0)
        {
            entry->FirstFunction = (int)function;
            entry->FirstSite = site + 1;
            return site;
        }
        _links.Reserve(_linkCount + 1);
        _links.Pointer[_linkCount++] = new SiteLink { Function = (int)function, Site = site + 1, Next = entry->NextLink };
        entry->NextLink = _linkCount;
        return site;
    }

    private int SiteFor(int thread, StackId stack, int function)
    {
        // A program with more call stacks than a packed block can name counts the rest by thread and function alone.
        if (account.SiteCount >= PackedBlock.MaxSites - (1 << 16))
            stack = StackId.None;
        if (!_sites.TryGetValue((thread, stack, function), out var site))
        {
            site = account.AddSite(thread, writer.Add(new Site(threads.CaptureIndexOf(thread), stack, (AllocatorKind)function)));
            _sites.Add((thread, stack, function), site);
        }
        return site;
    }

    /// <summary>The node's call stack, with those of its callers that are not in the capture yet.</summary>
    private StackId StackOf(uint node)
    {
        _chain.Clear();
        for (; _nodes.Pointer[node].Stack == 0; node = _nodes.Pointer[node].Parent)
        {
            if (_chain.Count == MaxDepth)
                return StackId.None;
            _chain.Add(node);
        }
        var stack = new StackId(_nodes.Pointer[node].Stack - 2);
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var entry = _nodes.Pointer + _chain[i];
            stack = symbols.IdOf(new StackNode(stack, symbols.IdOf(_codes[entry->Code - 1]), entry->Line));
            entry->Stack = stack.Value + 2;
        }
        return stack;
    }

    /// <summary>The node's thread; for a node that was never defined, a thread 0 that does not exist.</summary>
    private int ThreadOf(uint node) => node < _nodes.Capacity && _nodes.Pointer[node].Thread is var thread and not 0
        ? thread - 1
        : _unknownThread ??= threads.IndexOf(0);
}
