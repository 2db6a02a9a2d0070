using System.Runtime.InteropServices;

namespace Heapline.Agent.Lines;

/// <summary>What is known of one source line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineRecord
{
    /// <summary>How often a stretch of execution on this line has ended: the report's Occurrences.</summary>
    public long Hits;
    /// <summary>Highest resident memory seen at such an end, in bytes.</summary>
    public long HighestBytes;
    /// <summary>Sum of (resident memory at the end − at the begin) over these stretches, in bytes; the function's first row begins at 0.</summary>
    public long IncrementBytes;
    /// <summary>This line was the how-manieth of its function to be met, from 0.</summary>
    public long Order;
}
