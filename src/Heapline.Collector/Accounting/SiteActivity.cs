using System.Runtime.InteropServices;

namespace Heapline.Collector.Accounting;

/// <summary>What one site did in the present tick.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct SiteActivity
{
    /// <summary>A cache line.</summary>
    public const int Bytes = 64;

    /// <summary>Blocks handed out.</summary>
    public long Allocations;
    /// <summary>Their bytes.</summary>
    public long AllocatedBytes;
    /// <summary>How many of them were freed within the tick.</summary>
    public long FreedWithin;
    /// <summary>Their bytes.</summary>
    public long FreedWithinBytes;
    /// <summary>How many of them were freed before the next allocation of their thread.</summary>
    public long Temporary;
    /// <summary>Index of the site.</summary>
    public int Site;
}

/// <summary>What a site that has changed since the peak had alive then.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AliveAtPeak
{
    /// <summary>Bytes.</summary>
    public long Bytes;
    /// <summary>Blocks.</summary>
    public uint Count;
    /// <summary>Index of the site.</summary>
    public int Site;
}
