using System.Runtime.CompilerServices;
using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Collector.Events;
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
    // 2^26 nodes are 1 GiB of this table and far more than an agent's own memory can hold: a larger id is no id.
    private const uint MaxNodes = 1 << 26;
    // Links of functions that are not the plain heap's are no links of a function.
    private const int Apart = 1 << 8;
    private const int MostSites = PackedBlock.MaxSites - (1 << 16);

    private readonly NativeArray<StackNodeEntry> _nodes = new(4096);
    private readonly NativeArray<SiteLink> _links = new(256);
    private readonly List<Function> _codes = [];
    private readonly Dictionary<uint, int> _codeById = [];
    // Sampled blocks are few, so their sites need no quicker way.
    private readonly Dictionary<(int Thread, StackId Stack, HookedFunction Function, long Weight), int> _sampledSites = [];
    private readonly List<uint> _chain = [];
    // Where the nodes stand now and how many have room, for those who come by at every event.
    private StackNodeEntry* _entries;
    private uint _capacity;
    private SiteLink* _linkTable;
    private int _linkCount;
    private long _nodeCount;
    private int? _unknownThread;

    /// <summary>Where sites are found of blocks that <see cref="RecordKind.AllocateHere"/> tells of; good until a node or a link is added.</summary>
    public struct Tables
    {
        private const int NoFunction = -1;

        private StackNodeEntry* _entries;
        private SiteLink* _links;
        private uint _capacity;
        private uint _current;
        private int _link;

        /// <summary>Function that handed out the first block under the current node, of those of the plain heap; one that there is not while nobody knows.</summary>
        public int Function { get; private set; }

        /// <summary>Index of the site for the current node and <see cref="Function"/>; while that is none, of any site.</summary>
        public int Site { get; private set; }

        /// <summary>Looks where they stand now.</summary>
        public void Take(NodeTable nodes)
        {
            _entries = nodes._entries;
            _links = nodes._linkTable;
            _capacity = nodes._capacity;
            GoTo(nodes.Current);
        }

        /// <summary>Tells which node is the current one.</summary>
        public readonly void GiveBack(NodeTable nodes) => nodes.Current = _current;

        /// <summary>Another node is the current one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void GoTo(ulong node)
        {
            _current = (uint)Math.Min(node, uint.MaxValue);
            Function = NoFunction;
            _link = Site = 0;
            if (_current >= _capacity)
                return;
            var entry = _entries + _current;
            if (entry->HasSite)
                (Function, Site) = (entry->Function, entry->Site);
            if (entry->HasStack)
                _link = entry->NextLink;
        }

        /// <summary>Index of the site for the current node and any function of the plain heap but <see cref="Function"/>, if it has been asked for before; else -1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly int SiteOf(HookedFunction function)
        {
            for (var link = _link; link != 0; link = _links[link].Next)
            {
                if (_links[link].Function == (int)function)
                    return _links[link].Site;
            }
            return -1;
        }
    }

    /// <summary>The node of the last <see cref="RecordKind.Here"/>.</summary>
    public uint Current { get; set; } = uint.MaxValue;

    /// <summary>From now on the code id means this code; nodes defined before keep what it meant then.</summary>
    public void DefineCode(uint id, Function function)
    {
        _codeById[id] = _codes.Count;
        _codes.Add(function);
    }

    /// <summary>The function that a code id means now; null when it means none.</summary>
    public Function? FunctionOf(uint id) => _codeById.TryGetValue(id, out var index) ? _codes[index] : null;

    /// <summary>Bytes that nodes and links take.</summary>
    public long Bytes => _nodeCount * sizeof(StackNodeEntry) + _linkCount * (long)sizeof(SiteLink);

    /// <summary>Defines a thread's root. False when the id cannot be, or there have been more threads than a kernel numbers.</summary>
    public bool DefineRoot(ulong node, int tid)
    {
        if (node >= MaxNodes || threads.IndexOf(tid) is var thread && thread >= StackNodeEntry.MaxThreads)
            return false;
        Put(node, StackNodeEntry.Root(thread));
        return true;
    }

    /// <summary>Defines a node. False when the id cannot be, or parent or code are not known.</summary>
    public bool Define(ulong node, uint parent, uint codeId, int line)
    {
        if (node >= MaxNodes || parent >= _nodes.Capacity || !_nodes.Pointer[parent].IsDefined || parent == node
            || !_codeById.TryGetValue(codeId, out var code))
            return false;
        var thread = _nodes.Pointer[parent].Thread;
        Put(node, StackNodeEntry.Of(parent, code, line, thread));
        threads.SetPython(thread);
        return true;
    }

    /// <summary>
    /// Describes the thread of a root: its name, the stack that made it, and the node that stands for that stack in the new thread (0 for none). False when the ids
    /// cannot be.
    /// </summary>
    public bool DescribeThread(uint root, string name, uint creator, uint here)
    {
        if (root >= _nodes.Capacity || !_nodes.Pointer[root].IsDefined || here >= MaxNodes
            || threads.Anew(_nodes.Pointer[root].Thread) is var thread && thread >= StackNodeEntry.MaxThreads)
            return false;
        Put(root, StackNodeEntry.Root(thread));
        // The stacks that made a fork's threads were its parent's.
        if (here == 0 || creator >= _nodes.Capacity || !_nodes.Pointer[creator].IsDefined)
        {
            threads.Describe(thread, name, -1, StackId.None);
            return true;
        }
        var stack = StackOf(creator);
        var entry = StackNodeEntry.Root(thread);
        entry.SetStack(stack.Value);
        Put(here, entry);
        threads.Describe(thread, name, _nodes.Pointer[creator].Thread, stack);
        return true;
    }

    /// <summary>Index in the capture of the thread that the node belongs to.</summary>
    public int CaptureThreadOf(uint node) => threads.CaptureIndexOf(ThreadOf(node));

    /// <summary>Index of the site that blocks are counted by which <paramref name="function"/> handed out under <paramref name="node"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SiteOf(uint node, HookedFunction function)
    {
        if (node < _capacity)
        {
            var site = _entries[node].SiteOf((int)function);
            if (site >= 0)
                return site;
        }
        return SiteOfLink(node, function);
    }

    /// <summary>The same for a further function that the node allocated through.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SiteOfLink(uint node, HookedFunction function)
    {
        if (node < _capacity && _entries[node].HasStack)
        {
            for (var link = _entries[node].NextLink; link != 0; link = _linkTable[link].Next)
            {
                if (_linkTable[link].Function == LinkOf(function))
                    return _linkTable[link].Site;
            }
        }
        return FindSite(node, function);
    }

    /// <summary>
    /// The same for sampled blocks that each stand for <paramref name="weight"/> blocks, which is something else for each site; <paramref name="function"/> carries their level.
    /// </summary>
    public int SampledSiteOf(uint node, HookedFunction function, long weight)
    {
        var isKnown = node < _nodes.Capacity && _nodes.Pointer[node].IsDefined && account.Sites.Count < MostSites;
        var stack = isKnown ? StackOf(node) : StackId.None;
        var thread = ThreadOf(node);
        if (_sampledSites.TryGetValue((thread, stack, function, weight), out var site))
            return site;
        var id = writer.Add(new Site(threads.CaptureIndexOf(thread), stack, (AllocatorKind)Record.WithoutLevel(function)));
        writer.Add(new SiteWeight(id, Record.Level(function), weight));
        site = account.AddSite(new SiteKey(thread, stack.Value, (int)function), id);
        account.SetWeight(site, weight);
        _sampledSites.Add((thread, stack, function, weight), site);
        return site;
    }

    public void Dispose()
    {
        _nodes.Dispose();
        _links.Dispose();
    }

    private void Put(ulong node, StackNodeEntry entry)
    {
        _nodes.Reserve((long)node + 1);
        _entries = _nodes.Pointer;
        _capacity = (uint)Math.Min(_nodes.Capacity, MaxNodes);
        _nodeCount += _nodes.Pointer[node].IsDefined ? 0 : 1;
        _nodes.Pointer[node] = entry;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindSite(uint node, HookedFunction function)
    {
        if (node >= _nodes.Capacity || !_nodes.Pointer[node].IsDefined)
            return SiteFor(ThreadOf(node), StackId.None, (int)function);
        var entry = _nodes.Pointer + node;
        var stack = StackOf(node);
        if (!entry->HasStack)
            return SiteFor(entry->Thread, StackId.None, (int)function);

        var site = SiteFor(entry->Thread, stack, (int)function);
        if (!entry->HasSite && BlockEvents.IsPlain(function))
        {
            entry->SetSite(site, (int)function);
            return site;
        }
        // The first stands for none, as an entry's 0 does.
        _links.Reserve(++_linkCount + 1);
        _linkTable = _links.Pointer;
        _linkTable[_linkCount] = new SiteLink { Function = LinkOf(function), Site = site, Next = entry->NextLink };
        entry->NextLink = _linkCount;
        return site;
    }

    private static int LinkOf(HookedFunction function) => BlockEvents.IsPlain(function) ? (int)function : (int)function | Apart;

    private int SiteFor(int thread, StackId stack, int function)
    {
        // A program with more call stacks than a packed block can name counts the rest by thread and function alone.
        if (account.Sites.Count >= MostSites)
            stack = StackId.None;
        var key = new SiteKey(thread, stack.Value, function);
        var site = account.Sites.Find(key);
        return site >= 0 ? site : account.AddSite(key, writer.Add(new Site(threads.CaptureIndexOf(thread), stack, (AllocatorKind)function)));
    }

    /// <summary>The node's call stack, with those of its callers that are not in the capture yet.</summary>
    private StackId StackOf(uint node)
    {
        _chain.Clear();
        for (; !_nodes.Pointer[node].HasStack; node = _nodes.Pointer[node].Parent)
        {
            // A chain of more nodes than there are has been bent into a ring by a damaged record.
            if (_chain.Count == _nodeCount)
                return OpenRing();
            _chain.Add(node);
        }
        var stack = new StackId(_nodes.Pointer[node].Stack);
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var entry = _nodes.Pointer + _chain[i];
            stack = symbols.IdOf(new StackNode(stack, symbols.IdOf(_codes[entry->Code]), entry->Line));
            entry->SetStack(stack.Value);
        }
        return stack;
    }

    // All that hangs on the ring is counted by thread alone from now on, so that no ring is walked twice.
    private StackId OpenRing()
    {
        foreach (var node in _chain)
            _nodes.Pointer[node].SetStack(StackId.None.Value);
        return StackId.None;
    }

    /// <summary>The node's thread; for a node that was never defined, a thread 0 that does not exist.</summary>
    private int ThreadOf(uint node) => node < _nodes.Capacity && _nodes.Pointer[node].IsDefined ? _nodes.Pointer[node].Thread : _unknownThread ??= threads.IndexOf(0);
}
