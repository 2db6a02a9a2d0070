using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Lines;

/// <summary>
/// One profile: some functions, each with a map of its lines. Owned by a Python capsule, whose destructor frees it; whoever has the profile switched on holds a
/// reference to the capsule. Lies at the start of its own first chunk, from which maps and bindings are cut.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineProfile
{
    private const int ChunkBytes = 4096;

    /// <summary>The capsule that owns this; borrowed.</summary>
    public nint Capsule;
    public int MapCount;

    private LineMap* _firstMap;
    private LineMap* _lastMap;
    private CodeBinding* _bindings;
    private Chunk* _chunk;

    private struct Chunk
    {
        public Chunk* Next;
        public int Used;
    }

    /// <summary>Makes an empty profile; null when there is no memory.</summary>
    public static LineProfile* Create()
    {
        var chunk = NewChunk(null);
        if (chunk == null) return null;
        var profile = (LineProfile*)((byte*)chunk + chunk->Used);
        chunk->Used += sizeof(LineProfile);
        profile->_chunk = chunk;
        return profile;
    }

    /// <summary>Adds a map for a function that begins at a line; its number, or -1 without memory.</summary>
    public static int AddMap(LineProfile* profile, int firstLine)
    {
        var map = (LineMap*)profile->Cut(sizeof(LineMap));
        if (map == null) return -1;
        map->Begin(profile, firstLine);
        if (profile->_lastMap == null) profile->_firstMap = map;
        else profile->_lastMap->Next = map;
        profile->_lastMap = map;
        return profile->MapCount++;
    }

    /// <summary>The map of that number; null when there is none.</summary>
    public readonly LineMap* Map(long number)
    {
        if (number < 0) return null;
        var map = _firstMap;
        while (map != null && number-- > 0) map = map->Next;
        return map;
    }

    /// <summary>The first of its maps, which lead on by <see cref="LineMap.Next"/>; null when there is none.</summary>
    public readonly LineMap* FirstMap => _firstMap;

    /// <summary>From now on events of this code count for the map; <paramref name="first"/>: nobody profiled it before. False when there is no memory.</summary>
    public bool Bind(nint code, LineMap* map, out bool first)
    {
        first = BindingTable.Find(code) == null;
        var binding = (CodeBinding*)Cut(sizeof(CodeBinding));
        if (binding == null) return false;
        binding->Code = code;
        binding->Map = map;
        if (!BindingTable.Add(binding)) return false;
        if (map->Code == 0) map->Code = code;
        binding->NextOfProfile = _bindings;
        _bindings = binding;
        PyApi.IncRef(code);
        return true;
    }

    /// <summary>Frees the profile and everything in it.</summary>
    public static void Destroy(LineProfile* profile)
    {
        LineGuard.Enter();
        for (var binding = profile->_bindings; binding != null; binding = binding->NextOfProfile) BindingTable.Remove(binding);
        LineGuard.Exit();
        // Only now: a code object's end may run Python code, which must not find half a profile.
        for (var binding = profile->_bindings; binding != null; binding = binding->NextOfProfile) PyApi.DecRef(binding->Code);
        for (var map = profile->_firstMap; map != null; map = map->Next) map->Free();
        for (var chunk = profile->_chunk; chunk != null;)
        {
            var next = chunk->Next;
            PrivateMemory.Unmap(chunk, ChunkBytes);
            chunk = next;
        }
    }

    private void* Cut(int bytes)
    {
        if (_chunk->Used + bytes > ChunkBytes)
        {
            var chunk = NewChunk(_chunk);
            if (chunk == null) return null;
            _chunk = chunk;
        }
        var cut = (byte*)_chunk + _chunk->Used;
        _chunk->Used += bytes;
        return cut;
    }

    private static Chunk* NewChunk(Chunk* next)
    {
        var chunk = (Chunk*)PrivateMemory.Map(ChunkBytes);
        if (chunk == null) return null;
        chunk->Next = next;
        chunk->Used = sizeof(Chunk);
        return chunk;
    }
}
