using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Collector.Native;

namespace Heapline.Collector.Memory;

/// <summary>
/// A growing array outside the managed heap: one anonymous mapping, zero-filled, never shrinking. Only pages that were written count as resident.
/// </summary>
/// <remarks>
/// Lifetime: until <see cref="Dispose"/>. <see cref="Pointer"/> moves when the array grows, so whoever keeps indexes keeps them right and whoever
/// keeps pointers across <see cref="Reserve"/> does not. Thread rule: one thread, the draining one.
/// </remarks>
internal sealed unsafe class NativeArray<T> : IDisposable where T : unmanaged
{
    private readonly bool _hugePages;
    private nuint _bytes;

    public NativeArray(long capacity, bool hugePages = false)
    {
        _hugePages = hugePages;
        _bytes = PageMultiple(capacity);
        Pointer = (T*)Map(_bytes);
        Advise();
    }

    /// <summary>First element. Changes when <see cref="Reserve"/> grows the array.</summary>
    public T* Pointer { get; private set; }

    /// <summary>Elements there is room for.</summary>
    public long Capacity => (long)(_bytes / (nuint)sizeof(T));

    /// <summary>Makes room for at least <paramref name="capacity"/> elements; what is new is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(long capacity)
    {
        if (capacity > Capacity)
            Grow(capacity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long capacity)
    {
        // Twice the size costs address space alone: untouched pages are not resident, and mremap moves page tables, not bytes.
        var bytes = PageMultiple(Math.Max(capacity, Capacity * 2));
        var moved = Libc.mremap(Pointer, _bytes, bytes, Libc.MREMAP_MAYMOVE);
        if (moved == Libc.MAP_FAILED)
            throw new InsufficientMemoryException($"mremap to {bytes} bytes failed: error {Marshal.GetLastPInvokeError()}");
        Pointer = (T*)moved;
        _bytes = bytes;
        Advise();
    }

    public void Dispose()
    {
        if (Pointer != null)
            _ = Libc.munmap(Pointer, _bytes);
        Pointer = null;
        _bytes = 0;
    }

    /// <summary>A zero-filled private mapping that takes memory only where it is touched.</summary>
    public static void* Map(nuint bytes)
    {
        var mapped = Libc.mmap(null, bytes, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
        return mapped != Libc.MAP_FAILED
            ? mapped
            : throw new InsufficientMemoryException($"mmap of {bytes} bytes failed: error {Marshal.GetLastPInvokeError()}");
    }

    private void Advise()
    {
        const int hugePageBytes = 2 << 20;
        if (_hugePages && _bytes >= 4 * hugePageBytes)
            _ = Libc.madvise(Pointer, _bytes, Libc.MADV_HUGEPAGE);
    }

    private static nuint PageMultiple(long capacity) => ((nuint)(capacity * sizeof(T)) + 4095) & ~(nuint)4095;
}
