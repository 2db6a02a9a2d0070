namespace Heapline.Protocol;

/// <summary>
/// The functions that the agent hooks, as they stand in an event's second byte.
/// The values are those of <c>Heapline.Capture.AllocatorKind</c>, which the capture keeps (a test holds the two together): append, never renumber.
/// </summary>
public enum HookedFunction : byte
{
    /// <summary>None; in a free, a block of the heap.</summary>
    None = 0,
    /// <summary><c>malloc</c></summary>
    Malloc = 1,
    /// <summary><c>calloc</c></summary>
    Calloc = 2,
    /// <summary><c>realloc</c></summary>
    Realloc = 3,
    /// <summary><c>posix_memalign</c></summary>
    PosixMemalign = 4,
    /// <summary><c>aligned_alloc</c></summary>
    AlignedAlloc = 5,
    /// <summary><c>memalign</c></summary>
    Memalign = 6,
    /// <summary><c>valloc</c></summary>
    Valloc = 7,
    /// <summary><c>pvalloc</c></summary>
    Pvalloc = 8,
    /// <summary><c>reallocarray</c></summary>
    ReallocArray = 9,
    /// <summary><c>mmap</c></summary>
    Mmap = 10,
    /// <summary><c>mremap</c></summary>
    Mremap = 11,
    /// <summary>malloc of CPython's MEM domain</summary>
    PyMemMalloc = 12,
    /// <summary>calloc of CPython's MEM domain</summary>
    PyMemCalloc = 13,
    /// <summary>realloc of CPython's MEM domain</summary>
    PyMemRealloc = 14,
    /// <summary>malloc of CPython's OBJ domain</summary>
    PyObjectMalloc = 15,
    /// <summary>calloc of CPython's OBJ domain</summary>
    PyObjectCalloc = 16,
    /// <summary>realloc of CPython's OBJ domain</summary>
    PyObjectRealloc = 17,
    /// <summary>alloc of CPython's arena allocator; also in the free of an arena</summary>
    Arena = 18,
}
