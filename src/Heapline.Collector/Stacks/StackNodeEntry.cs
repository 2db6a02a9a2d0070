using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heapline.Collector.Stacks;

/// <summary>
/// A call-stack node of an agent, a quarter of a cache line. Parent, code and line are needed until the node is a call stack of the capture; that one's id and the
/// node's sites, only from then on. So they share their place.
/// </summary>
/// <remarks>
/// <code>
///          bytes 0–3        4–7           8–11        12–15
///  before  parent           code index    line        thread + 1 (22 bits) │ has a stack │ has a site │ function (8 bits)
///  after   stack + 1        first site    next link
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct StackNodeEntry
{
    /// <summary>Most threads that a node can name.</summary>
    public const int MaxThreads = (1 << 22) - 1;

    private const uint HasSiteBit = 1 << 8;
    private const uint HasStackBit = 1 << 9;
    private const int ThreadShift = 10;

    private int _first, _second, _third;
    private uint _bits;

    /// <summary>A node that nobody has asked for the call stack of.</summary>
    public static StackNodeEntry Of(uint parent, int code, int line, int thread) =>
        new() { _first = (int)parent, _second = code, _third = line, _bits = (uint)(thread + 1) << ThreadShift };

    /// <summary>A thread's root: the empty call stack.</summary>
    public static StackNodeEntry Root(int thread) => new() { _bits = (uint)(thread + 1) << ThreadShift | HasStackBit };

    /// <summary>Whether the node was ever defined.</summary>
    public readonly bool IsDefined => _bits != 0;
    /// <summary>Index of the thread among the process's.</summary>
    public readonly int Thread => (int)(_bits >> ThreadShift) - 1;
    /// <summary>Whether it is a call stack of the capture.</summary>
    public readonly bool HasStack => (_bits & HasStackBit) != 0;
    /// <summary>Node id of the caller, before.</summary>
    public readonly uint Parent => (uint)_first;
    /// <summary>Index of the function among the process's, before.</summary>
    public readonly int Code => _second;
    /// <summary>Source line, before.</summary>
    public readonly int Line => _third;
    /// <summary>Id of the call stack in the capture, after; -1 for the empty one.</summary>
    public readonly int Stack => _first - 1;
    /// <summary>Whether a block was counted under it.</summary>
    public readonly bool HasSite => (_bits & HasSiteBit) != 0;
    /// <summary>Index of a <see cref="SiteLink"/> with the next function that it allocated through, after.</summary>
    public int NextLink { readonly get => _third; set => _third = value; }

    /// <summary>Makes it a call stack of the capture.</summary>
    public void SetStack(int stack)
    {
        _first = stack + 1;
        _second = _third = 0;
        _bits |= HasStackBit;
    }

    /// <summary>Its first site.</summary>
    public void SetSite(int site, int function)
    {
        _second = site;
        _bits |= HasSiteBit | (byte)function;
    }

    /// <summary>Its first site; only where <see cref="HasSite"/>.</summary>
    public readonly int Site => _second;
    /// <summary>The function of <see cref="Site"/>.</summary>
    public readonly int Function => (byte)_bits;

    /// <summary>Its site for a function, if that is the one that it allocated through first; else -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int SiteOf(int function) => (_bits & (HasSiteBit | 0xFF)) == (HasSiteBit | (uint)function) ? _second : -1;
}
