using System.Runtime.InteropServices;

namespace Heapline.Agent.Python;

/// <summary><c>PyMemAllocatorEx</c> (Include/cpython/pymem.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PyMemAllocator
{
    public nint Context;
    public delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint> Malloc;
    public delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, nint> Calloc;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, nuint, nint> Realloc;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, void> Free;
}

/// <summary><c>PyObjectArenaAllocator</c> (Include/cpython/objimpl.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PyArenaAllocator
{
    public nint Context;
    public delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint> Allocate;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, nuint, void> Free;
}

/// <summary><c>PyMemAllocatorDomain</c></summary>
internal static class PyMemDomain
{
    public const int Raw = 0, Mem = 1, Object = 2;
}
