using System.Runtime.InteropServices;

namespace Heapline.Collector.Stacks;

/// <summary>A call-stack node of an agent: half a cache line, so that the event's way from node to site reads one line.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct StackNodeEntry
{
    /// <summary>Node id of the caller.</summary>
    public uint Parent;
    /// <summary>1 + index of the function among the process's; 0 for a root.</summary>
    public int Code;
    /// <summary>Source line.</summary>
    public int Line;
    /// <summary>1 + index of the thread among the process's; 0 while the node is not defined.</summary>
    public int Thread;
    /// <summary>2 + id of the call stack in the capture; 1 for the empty one, 0 while nobody has asked.</summary>
    public int Stack;
    /// <summary>The function through which the node allocated first.</summary>
    public int FirstFunction;
    /// <summary>1 + index of the site for that; 0 while there is none.</summary>
    public int FirstSite;
    /// <summary>1 + index of a <see cref="SiteLink"/> with the node's next function.</summary>
    public int NextLink;
}
