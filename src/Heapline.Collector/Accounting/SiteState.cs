using System.Runtime.InteropServices;

namespace Heapline.Collector.Accounting;

/// <summary>The figures of one site of one process. The first 64 bytes, a cache line, are what an allocation touches.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SiteState
{
    /// <summary>Blocks alive.</summary>
    public long LiveCount;
    /// <summary>Bytes alive.</summary>
    public long LiveBytes;
    /// <summary>Number of the peak since which <see cref="PeakCount"/> and <see cref="PeakBytes"/> are kept; of an earlier peak when nothing has changed since the last.</summary>
    public ulong Epoch;
    /// <summary>Blocks alive at the peak, when <see cref="Epoch"/> is the last peak's.</summary>
    public long PeakCount;
    /// <summary>Bytes alive at the peak, when <see cref="Epoch"/> is the last peak's.</summary>
    public long PeakBytes;
    /// <summary>Blocks handed out in this tick.</summary>
    public long Allocations;
    /// <summary>Their bytes.</summary>
    public long AllocatedBytes;
    /// <summary>Index of the thread among the process's threads.</summary>
    public int Thread;
    /// <summary>The site's id in the capture.</summary>
    public int CaptureSite;

    /// <summary>How many of this tick's blocks were freed in it.</summary>
    public long FreedWithin;
    /// <summary>Their bytes.</summary>
    public long FreedWithinBytes;
    /// <summary>How many of them were freed before the next allocation of their thread.</summary>
    public long Temporary;
}
