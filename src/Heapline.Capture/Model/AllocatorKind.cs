namespace Heapline.Capture;

/// <summary>The function that handed out a block. The values are part of the capture format and of the event encoding: append, never renumber.</summary>
public enum AllocatorKind : byte
{
    /// <summary>Not known (a value of a newer Heapline).</summary>
    Unknown = 0,
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
    /// <summary>CPython's MEM domain, <c>PyMem_Malloc</c></summary>
    PyMemMalloc = 12,
    /// <summary>CPython's MEM domain, <c>PyMem_Calloc</c></summary>
    PyMemCalloc = 13,
    /// <summary>CPython's MEM domain, <c>PyMem_Realloc</c></summary>
    PyMemRealloc = 14,
    /// <summary>CPython's OBJ domain, <c>PyObject_Malloc</c></summary>
    PyObjectMalloc = 15,
    /// <summary>CPython's OBJ domain, <c>PyObject_Calloc</c></summary>
    PyObjectCalloc = 16,
    /// <summary>CPython's OBJ domain, <c>PyObject_Realloc</c></summary>
    PyObjectRealloc = 17,
    /// <summary>An arena of pymalloc: the memory that small Python objects are cut from. Never a block of the user's; kept apart from the heap's figures.</summary>
    Arena = 18,
}
