using System.Runtime.InteropServices;
using Heapline.Collector.Lanes;
using Heapline.Protocol;

namespace Heapline.Fuzz.Targets;

/// <summary>A segment whose last byte is followed by a page that may not be touched: whoever reads on dies.</summary>
internal sealed unsafe partial class GuardedSegment
{
    /// <summary>Words of the main lane: a page.</summary>
    public const uint MainWords = 512;
    /// <summary>Slots of the side lane: a page.</summary>
    public const uint SideSlots = 128;

    private const int Page = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    public GuardedSegment()
    {
        var bytes = (nuint)SegmentHeader.SegmentBytes(MainWords, SideSlots);
        var start = mmap(null, bytes + Page, ReadWrite, PrivateAnonymous, -1, 0);
        if (start == (void*)-1 || mprotect((byte*)start + bytes, Page, 0) != 0)
            throw new InvalidOperationException("no memory for a segment");
        Header = (SegmentHeader*)start;
        Bytes = (int)bytes;
    }

    /// <summary>Its first page.</summary>
    public SegmentHeader* Header { get; }

    /// <summary>How long it is.</summary>
    public int Bytes { get; }

    /// <summary>Empties it and gives its lanes.</summary>
    public LaneMemory Reset()
    {
        new Span<byte>(Header, Bytes).Clear();
        Header->MainLaneWords = MainWords;
        Header->SideLaneSlots = SideSlots;
        Header->Pid = 4711;
        return new LaneMemory(Header);
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(void* address, nuint length, int protection);
}
