using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Stacks;

/// <summary>
/// A thread's call-stack nodes: (parent node, code, line) → node. Open addressing with linear probing in private memory, doubled at ¾ full;
/// touched by its thread alone. A node id is 0 only in an empty slot.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NodeTable
{
    private const uint FirstCapacity = 256;

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public uint Parent, CodeId;
        public int Line;
        public uint Node;
    }

    private Entry* _entries;
    private uint _capacity;
    private uint _count;

    /// <summary>The node, or 0 when it is new; then <paramref name="slot"/> takes it by <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Find(uint parent, uint codeId, int line, out uint slot)
    {
        slot = 0;
        if (_capacity == 0) return 0;
        var mask = _capacity - 1;
        slot = Hash(parent, codeId, line) & mask;
        while (true)
        {
            var entry = _entries + slot;
            if (entry->Node == 0) return 0;
            if (entry->Parent == parent && entry->CodeId == codeId && entry->Line == line) return entry->Node;
            slot = slot + 1 & mask;
        }
    }

    /// <summary>Puts a node in that <see cref="Find"/> did not find; false when there is no memory for it.</summary>
    public bool Add(uint parent, uint codeId, int line, uint node, uint slot)
    {
        if ((_count + 1) * 4 > _capacity * 3)
        {
            if (!Grow()) return false;
            Find(parent, codeId, line, out slot);
        }
        _entries[slot] = new Entry { Parent = parent, CodeId = codeId, Line = line, Node = node };
        _count++;
        return true;
    }

    /// <summary>Forgets every node; a large table is given back, so that a short-lived thread does not keep what a long one needed.</summary>
    public void Clear()
    {
        if (_capacity > FirstCapacity)
        {
            PrivateMemory.Unmap(_entries, _capacity * (nuint)sizeof(Entry));
            _entries = null;
            _capacity = 0;
        }
        else
        {
            Memory.Clear(_entries, _capacity * (uint)sizeof(Entry));
        }
        _count = 0;
    }

    private bool Grow()
    {
        var old = _entries;
        var oldCapacity = _capacity;
        var capacity = oldCapacity == 0 ? FirstCapacity : oldCapacity * 2;
        var entries = (Entry*)PrivateMemory.Map(capacity * (nuint)sizeof(Entry));
        if (entries == null) return false;
        var mask = capacity - 1;
        for (uint i = 0; i < oldCapacity; i++)
        {
            if (old[i].Node == 0) continue;
            var slot = Hash(old[i].Parent, old[i].CodeId, old[i].Line) & mask;
            while (entries[slot].Node != 0) slot = slot + 1 & mask;
            entries[slot] = old[i];
        }
        _entries = entries;
        _capacity = capacity;
        if (old != null) PrivateMemory.Unmap(old, oldCapacity * (nuint)sizeof(Entry));
        return true;
    }

    /// <summary>Two multiplications by odd constants (the golden ratio's and Murmur3's) and a fold of the high half, where they mix best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint parent, uint codeId, int line)
    {
        var h = (parent * 0x9E3779B97F4A7C15 ^ ((ulong)codeId << 32 | (uint)line)) * 0xFF51AFD7ED558CCD;
        return (uint)(h >> 32);
    }
}
