using System;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Sampling;

namespace Heapline.Agent.Hooks;

/// <summary>One function of the C library, what stands in its place, and where it was.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Hook
{
    public byte* Name;
    public nint Replacement;
    /// <summary>What objects with an RPATH or RUNPATH of their own get instead.</summary>
    public nint ReplacementKeepingCaller;
    public nint Original;
}

/// <summary>Every hooked function of the C library, written once: the patcher and the hooks both take it from here.</summary>
internal static unsafe class HookTable
{
    private static Hook* _hooks;
    private static int _count;

    /// <summary>The hooks; <see cref="Count"/> of them.</summary>
    public static Hook* Hooks => _hooks;

    public static int Count => _count;

    /// <summary>Looks the originals up, as the program's own calls would be bound. A function that the C library lacks is left out.</summary>
    public static bool Build()
    {
        _hooks = (Hook*)PrivateMemory.Map(4096);
        if (_hooks == null) return false;
        MallocHooks.OriginalMalloc = (delegate* unmanaged[SuppressGCTransition]<nuint, nint>)Add("malloc"u8, Sampler.Active ? (nint)(delegate*<nuint, nint>)&SampledMallocHooks.Malloc : (nint)(delegate*<nuint, nint>)&MallocHooks.Malloc);
        MallocHooks.OriginalCalloc = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint>)Add("calloc"u8, Sampler.Active ? (nint)(delegate*<nuint, nuint, nint>)&SampledMallocHooks.Calloc : (nint)(delegate*<nuint, nuint, nint>)&MallocHooks.Calloc);
        MallocHooks.OriginalRealloc = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint>)Add("realloc"u8, Sampler.Active ? (nint)(delegate*<nint, nuint, nint>)&SampledMallocHooks.Realloc : (nint)(delegate*<nint, nuint, nint>)&MallocHooks.Realloc);
        MallocHooks.OriginalReallocArray = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, nint>)Add("reallocarray"u8, Sampler.Active ? (nint)(delegate*<nint, nuint, nuint, nint>)&SampledMallocHooks.ReallocArray : (nint)(delegate*<nint, nuint, nuint, nint>)&MallocHooks.ReallocArray);
        MallocHooks.OriginalFree = (delegate* unmanaged[SuppressGCTransition]<nint, void>)Add("free"u8, Sampler.Active ? (nint)(delegate*<nint, void>)&SampledMallocHooks.Free : (nint)(delegate*<nint, void>)&MallocHooks.Free);
        MallocHooks.OriginalPosixMemalign = (delegate* unmanaged[SuppressGCTransition]<nint*, nuint, nuint, int>)Add("posix_memalign"u8, Sampler.Active ? (nint)(delegate*<nint*, nuint, nuint, int>)&SampledMallocHooks.PosixMemalign : (nint)(delegate*<nint*, nuint, nuint, int>)&MallocHooks.PosixMemalign);
        MallocHooks.OriginalAlignedAlloc = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint>)Add("aligned_alloc"u8, Sampler.Active ? (nint)(delegate*<nuint, nuint, nint>)&SampledMallocHooks.AlignedAlloc : (nint)(delegate*<nuint, nuint, nint>)&MallocHooks.AlignedAlloc);
        MallocHooks.OriginalMemalign = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, nint>)Add("memalign"u8, Sampler.Active ? (nint)(delegate*<nuint, nuint, nint>)&SampledMallocHooks.Memalign : (nint)(delegate*<nuint, nuint, nint>)&MallocHooks.Memalign);
        MallocHooks.OriginalValloc = (delegate* unmanaged[SuppressGCTransition]<nuint, nint>)Add("valloc"u8, Sampler.Active ? (nint)(delegate*<nuint, nint>)&SampledMallocHooks.Valloc : (nint)(delegate*<nuint, nint>)&MallocHooks.Valloc);
        MallocHooks.OriginalPvalloc = (delegate* unmanaged[SuppressGCTransition]<nuint, nint>)Add("pvalloc"u8, Sampler.Active ? (nint)(delegate*<nuint, nint>)&SampledMallocHooks.Pvalloc : (nint)(delegate*<nuint, nint>)&MallocHooks.Pvalloc);
        MappingHooks.OriginalMmap = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, int, int, int, long, nint>)Add("mmap"u8, (nint)(delegate*<nint, nuint, int, int, int, long, nint>)&MappingHooks.Mmap);
        Add("mmap64"u8, (nint)(delegate*<nint, nuint, int, int, int, long, nint>)&MappingHooks.Mmap);
        MappingHooks.OriginalMunmap = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, int>)Add("munmap"u8, (nint)(delegate*<nint, nuint, int>)&MappingHooks.Munmap);
        MappingHooks.OriginalMremap = (delegate* unmanaged[SuppressGCTransition]<nint, nuint, nuint, int, nint, nint>)Add("mremap"u8, (nint)(delegate*<nint, nuint, nuint, int, nint, nint>)&MappingHooks.Mremap);
        ThreadHooks.OriginalCreate = (delegate* unmanaged[SuppressGCTransition]<nint*, nint, nint, nint, int>)Add("pthread_create"u8, (nint)(delegate*<nint*, nint, nint, nint, int>)&ThreadHooks.Create);
        ExitHooks.OriginalExit = (delegate* unmanaged[SuppressGCTransition]<int, void>)Add("_exit"u8, (nint)(delegate*<int, void>)&ExitHooks.Exit);
        LoaderHooks.OriginalDlopen = (delegate* unmanaged[SuppressGCTransition]<byte*, int, nint>)Add("dlopen"u8, (nint)(delegate*<byte*, int, nint>)&LoaderHooks.Dlopen, (nint)(delegate*<byte*, int, nint>)&LoaderHooks.DlopenKeepingCaller);
        return true;
    }

    /// <summary>The hook of the given name; null for any other name.</summary>
    public static Hook* Find(byte* name)
    {
        // All names begin with one of these: most symbols are told apart by their first byte.
        if (*name is not ((byte)'a' or (byte)'c' or (byte)'d' or (byte)'f' or (byte)'m' or (byte)'p' or (byte)'r' or (byte)'v' or (byte)'_')) return null;
        // So do the names of C++; there are thousands of those.
        if (*name == (byte)'_' && name[1] != (byte)'e') return null;
        for (var i = 0; i < _count; i++)
        {
            if (SameText(_hooks[i].Name, name)) return _hooks + i;
        }
        return null;
    }

    private static nint Add(ReadOnlySpan<byte> name, nint replacement, nint keepingCaller = 0)
    {
        var original = OriginalOf.Function(Module.Text(name));
        if (original == 0) return 0;
        _hooks[_count++] = new Hook
        {
            Name = Module.Text(name),
            Replacement = replacement,
            ReplacementKeepingCaller = keepingCaller != 0 ? keepingCaller : replacement,
            Original = original,
        };
        return original;
    }

    internal static bool SameText(byte* a, byte* b)
    {
        while (*a == *b)
        {
            if (*a == 0) return true;
            a++;
            b++;
        }
        return false;
    }
}
