using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Allocators by the names that C programmers call them.</summary>
public static class AllocatorNames
{
    /// <summary>The function's own name, such as <c>malloc</c> or <c>PyObject_Malloc</c>; <c>unknown</c> for one of a newer Heapline.</summary>
    public static string NameOf(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Malloc => "malloc",
        AllocatorKind.Calloc => "calloc",
        AllocatorKind.Realloc => "realloc",
        AllocatorKind.PosixMemalign => "posix_memalign",
        AllocatorKind.AlignedAlloc => "aligned_alloc",
        AllocatorKind.Memalign => "memalign",
        AllocatorKind.Valloc => "valloc",
        AllocatorKind.Pvalloc => "pvalloc",
        AllocatorKind.ReallocArray => "reallocarray",
        AllocatorKind.Mmap => "mmap",
        AllocatorKind.Mremap => "mremap",
        AllocatorKind.PyMemMalloc => "PyMem_Malloc",
        AllocatorKind.PyMemCalloc => "PyMem_Calloc",
        AllocatorKind.PyMemRealloc => "PyMem_Realloc",
        AllocatorKind.PyObjectMalloc => "PyObject_Malloc",
        AllocatorKind.PyObjectCalloc => "PyObject_Calloc",
        AllocatorKind.PyObjectRealloc => "PyObject_Realloc",
        AllocatorKind.Arena => "pymalloc arena",
        _ => "unknown",
    };
}
