using System.Runtime.InteropServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Hooks;

/// <summary>
/// Puts the hooks of <see cref="HookTable"/> into the import tables of every loaded object, and of those that come later. Left alone are the dynamic loader and the vdso
/// (they do not allocate through tables), the agent itself, and an object that brings its own malloc: what it maps is its heap, not the program's blocks.
/// The C library's own table is patched, too: strdup, getline and fopen allocate for their callers.
/// </summary>
internal static unsafe class NativeHooks
{
    /// <summary>An object that has been patched: where, so that one look tells whether the patch still stands (the address may have been given to another object).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PatchedObject
    {
        public nint Base;
        /// <summary>One of its slots, and what we put there; 0 when it had none.</summary>
        public nint Slot, Value;
    }

    private static SpinLock _lock;
    private static PatchedObject* _objects;
    private static int _count;
    private static int _capacity;
    private static ulong _seenAdds;

    /// <summary>Patches all that is loaded.</summary>
    public static void Install()
    {
        if (HookTable.Build()) PatchNewObjects();
    }

    /// <summary>Patches what has been loaded since the last time; next to nothing when nothing has.</summary>
    public static void PatchNewObjects()
    {
        var errno = *LibC.__errno_location();
        _lock.Enter();
        LibC.dl_iterate_phdr((nint)(delegate*<LoadedObject*, nuint, nint, int>)&Visit, 0);
        _lock.Exit();
        *LibC.__errno_location() = errno;
    }

    /// <summary>The lock may have been held by a thread that the child does not have.</summary>
    public static void AfterForkInChild() => _lock.Reset();

    /// <summary>The loader holds its list still meanwhile. Returns 0 to go on, 1 to stop.</summary>
    private static int Visit(LoadedObject* loaded, nuint size, nint unused)
    {
        if (loaded->Adds == _seenAdds && IsFirst(loaded)) return 1;
        if (IsFirst(loaded)) _seenAdds = loaded->Adds;
        var known = Find(loaded->Base);
        if (known != null && StillStands(known, loaded)) return 0;
        if (IsLeftAlone(loaded)) return 0;
        var patched = TablePatcher.Patch(loaded, out var slot);
        if (known == null)
        {
            if (!RoomForOne()) return 1;
            known = _objects + _count++;
        }
        *known = new PatchedObject { Base = loaded->Base, Slot = slot, Value = slot != 0 ? patched : (nint)loaded->Segments };
        return 0;
    }

    /// <summary>Whether this is the object that was patched, and not another that was loaded to its place after it went: then the slot may not even be memory.</summary>
    private static bool StillStands(PatchedObject* known, LoadedObject* loaded) => known->Slot == 0
        ? known->Value == (nint)loaded->Segments
        : loaded->Contains(known->Slot) && *(nint*)known->Slot == known->Value;

    /// <summary>The program itself comes first, under an empty name.</summary>
    private static bool IsFirst(LoadedObject* loaded) => loaded->Name == null || *loaded->Name == 0;

    private static bool IsLeftAlone(LoadedObject* loaded)
    {
        var name = FileName(loaded->Name);
        if (StartsWith(name, "ld-linux"u8) || StartsWith(name, "linux-vdso"u8) || StartsWith(name, "linux-gate"u8)) return true;
        if (loaded->Contains((nint)(delegate*<LoadedObject*, nuint, nint, int>)&Visit)) return true;
        return loaded->Contains((nint)MallocHooks.OriginalMalloc) && !StartsWith(name, "libc.so"u8) && !StartsWith(name, "libc-"u8);
    }

    private static PatchedObject* Find(nint @base)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_objects[i].Base == @base) return _objects + i;
        }
        return null;
    }

    private static bool RoomForOne()
    {
        if (_count < _capacity) return true;
        var capacity = _capacity == 0 ? 256 : _capacity * 2;
        var objects = (PatchedObject*)PrivateMemory.Map((nuint)(capacity * sizeof(PatchedObject)));
        if (objects == null) return false;
        for (var i = 0; i < _count; i++) objects[i] = _objects[i];
        if (_objects != null) PrivateMemory.Unmap(_objects, (nuint)(_capacity * sizeof(PatchedObject)));
        _objects = objects;
        _capacity = capacity;
        return true;
    }

    private static byte* FileName(byte* path)
    {
        var name = path;
        for (; path != null && *path != 0; path++)
        {
            if (*path == (byte)'/') name = path + 1;
        }
        return name;
    }

    private static bool StartsWith(byte* text, System.ReadOnlySpan<byte> start)
    {
        if (text == null) return false;
        for (var i = 0; i < start.Length; i++)
        {
            if (text[i] != start[i]) return false;
        }
        return true;
    }
}
