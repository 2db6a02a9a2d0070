using System.Runtime.CompilerServices;
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
    public int Order;
    /// <summary>
    /// For how many more visits memory is read where this line begins and where it ends, however short it is: not 0 after a visit in which memory was seen to move.
    /// </summary>
    public int Watched;

    /// <summary>How long a line is watched after it was last seen to move memory, in visits: a loop that takes a page now and then (a list that grows by 8 bytes takes one in 512) stays watched.</summary>
    public const int WatchedVisits = 1_000;

    /// <summary>A stretch on this line has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long nowBytes, long incrementBytes)
    {
        Hits++;
        if (nowBytes > HighestBytes) HighestBytes = nowBytes;
        if (incrementBytes != 0) Move(incrementBytes);
        else if (Watched != 0) Watched--;
    }

    /// <summary>Memory has moved while this line ran.</summary>
    public void Move(long incrementBytes)
    {
        IncrementBytes += incrementBytes;
        Watched = WatchedVisits;
    }
}
