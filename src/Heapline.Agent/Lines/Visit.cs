using System.Runtime.InteropServices;

namespace Heapline.Agent.Lines;

/// <summary>A profiled frame that runs or waits on a thread: where it stands, for one map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Visit
{
    public nint Code;
    public LineMap* Map;
    /// <summary>Resident bytes when the present stretch began.</summary>
    public long BeginBytes;
    /// <summary>The line that runs.</summary>
    public int Line;
    /// <summary>Index of the first visit of the same frame: a frame has one for each profile that is on.</summary>
    public int Group;
    /// <summary>Index of the next outer visit of the same map, which waits for this one; -1 for none.</summary>
    public int Outer;
    /// <summary>Scratch of <see cref="LineThread.Purge"/>.</summary>
    public int Shift;
}
