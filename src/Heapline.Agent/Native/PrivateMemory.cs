using Heapline.Protocol;

namespace Heapline.Agent.Native;

/// <summary>
/// The agent's only source of memory: anonymous mappings straight from the kernel, zeroed, counted. Never the program's malloc, so that the
/// agent neither disturbs the heap it watches nor waits for its locks.
/// </summary>
internal static unsafe class PrivateMemory
{
    private static long _bytes;
    private static SegmentHeader* _reportTo;

    /// <summary>Maps at least <paramref name="bytes"/> bytes; null when the kernel has none left (recording then stops; the program goes on).</summary>
    public static void* Map(nuint bytes)
    {
        bytes = RoundToPages(bytes);
        var p = LibC.mmap(0, bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapPrivate | LibC.MapAnonymous, -1, 0);
        if (p == LibC.MapFailed) return null;
        Count((long)bytes);
        return (void*)p;
    }

    /// <summary>Gives back what <see cref="Map"/> gave.</summary>
    public static void Unmap(void* address, nuint bytes)
    {
        bytes = RoundToPages(bytes);
        LibC.munmap((nint)address, bytes);
        Count(-(long)bytes);
    }

    /// <summary>As <see cref="Map"/>, for what will be used here and there: counted only by <see cref="Touched"/>.</summary>
    public static void* MapSparse(nuint bytes)
    {
        var p = LibC.mmap(0, bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapPrivate | LibC.MapAnonymous | LibC.MapNoReserve, -1, 0);
        return p == LibC.MapFailed ? null : (void*)p;
    }

    /// <summary>Bytes of what <see cref="MapSparse"/> gave are in use from now on.</summary>
    public static void Touched(long bytes) => Count(bytes);

    /// <summary>Keeps the figure in the segment's header up to date from now on, in none for null: the collector takes it off the program's resident memory.</summary>
    public static void ReportTo(SegmentHeader* header)
    {
        _reportTo = header;
        if (header != null) header->AgentBytes = (ulong)_bytes;
    }

    private static void Count(long change)
    {
        var bytes = System.Threading.Interlocked.Add(ref _bytes, change);
        var header = _reportTo;
        if (header != null) header->AgentBytes = (ulong)bytes;
    }

    private static nuint RoundToPages(nuint bytes) => (bytes + 4095) & ~(nuint)4095;
}
