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
    /// <summary>How many of the hits the capture was told of, and how much of the increment.</summary>
    public long ToldHits, ToldIncrementBytes;
    /// <summary>This line was the how-manieth of its function to be met, from 0.</summary>
    public int Order;
    /// <summary>For how many more visits memory is read where this line begins and where it ends, however short it is; 0 for a line that leaves memory alone.</summary>
    public ushort Watched;
    /// <summary>How long the last watch was, in visits.</summary>
    public ushort WatchedFor;

    /// <summary>
    /// How long a line is watched that was seen to move memory, in visits: at first, and at most. When it moves memory again after its watch has run out, the next one is twice
    /// as long. So a loop that takes a page now and then stays watched: a list that grows by 8 bytes a visit takes one in 512, a bytearray filled byte by byte one in 4,096.
    /// </summary>
    public const int FirstWatch = 1 << 10, LongestWatch = 1 << 15;

    /// <summary>A stretch on this line has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long nowBytes, long incrementBytes)
    {
        Hits++;
        if (nowBytes > HighestBytes) HighestBytes = nowBytes;
        if (incrementBytes != 0) Move(incrementBytes);
        else if (Watched != 0) Watched--;
    }

    /// <summary>What the capture was not told yet; false when there is nothing. It counts as told.</summary>
    public bool Tell(out LineNews news)
    {
        news = new LineNews(Hits - ToldHits, HighestBytes, IncrementBytes - ToldIncrementBytes);
        if (news.Hits == 0 && news.IncrementBytes == 0) return false;
        ToldHits = Hits;
        ToldIncrementBytes = IncrementBytes;
        return true;
    }

    /// <summary>Memory has moved while this line ran.</summary>
    public void Move(long incrementBytes)
    {
        IncrementBytes += incrementBytes;
        if (Watched == 0 && WatchedFor < LongestWatch) WatchedFor = (ushort)(WatchedFor == 0 ? FirstWatch : WatchedFor * 2);
        Watched = WatchedFor;
    }
}
