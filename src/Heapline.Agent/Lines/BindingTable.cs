using System.Runtime.CompilerServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Lines;

/// <summary>Finds the bindings of a code object by its address. Only for holders of the GIL; open addressing, and what is taken out leaves no gap.</summary>
internal static unsafe class BindingTable
{
    private const uint FirstCapacity = 256;

    private static CodeBinding** _slots;
    private static uint _capacity;
    private static uint _used;

    /// <summary>First of the bindings of a code object; null for code that nobody profiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CodeBinding* Find(nint code)
    {
        if (_used == 0) return null;
        var mask = _capacity - 1;
        for (var slot = Hash(code) & mask; ; slot = slot + 1 & mask)
        {
            var binding = _slots[slot];
            if (binding == null || binding->Code == code) return binding;
        }
    }

    /// <summary>Takes a binding in; false when there is no memory.</summary>
    public static bool Add(CodeBinding* binding)
    {
        if ((_used + 1) * 2 > _capacity && !Grow()) return false;
        var slot = SlotOf(binding->Code);
        binding->NextOfCode = _slots[slot];
        if (_slots[slot] == null) _used++;
        _slots[slot] = binding;
        return true;
    }

    /// <summary>Takes a binding out.</summary>
    public static void Remove(CodeBinding* binding)
    {
        var slot = SlotOf(binding->Code);
        var link = _slots + slot;
        while (*link != binding)
        {
            if (*link == null) return;
            link = &(*link)->NextOfCode;
        }
        *link = binding->NextOfCode;
        if (_slots[slot] == null) CloseGap(slot);
    }

    /// <summary>Moves up what a probe would not find any more behind an emptied slot.</summary>
    private static void CloseGap(uint gap)
    {
        _used--;
        var mask = _capacity - 1;
        for (var slot = gap + 1 & mask; _slots[slot] != null; slot = slot + 1 & mask)
        {
            var home = Hash(_slots[slot]->Code) & mask;
            if ((slot - home & mask) < (slot - gap & mask)) continue;
            _slots[gap] = _slots[slot];
            _slots[slot] = null;
            gap = slot;
        }
    }

    private static uint SlotOf(nint code)
    {
        var mask = _capacity - 1;
        var slot = Hash(code) & mask;
        while (_slots[slot] != null && _slots[slot]->Code != code) slot = slot + 1 & mask;
        return slot;
    }

    private static bool Grow()
    {
        var (old, oldCapacity) = ((nint)_slots, _capacity);
        var capacity = oldCapacity == 0 ? FirstCapacity : oldCapacity * 2;
        var grown = (CodeBinding**)PrivateMemory.Map(capacity * (nuint)sizeof(nint));
        if (grown == null) return false;
        _slots = grown;
        _capacity = capacity;
        for (uint i = 0; i < oldCapacity; i++)
        {
            var chain = ((CodeBinding**)old)[i];
            if (chain != null) _slots[SlotOf(chain->Code)] = chain;
        }
        if (old != 0) PrivateMemory.Unmap((void*)old, oldCapacity * (nuint)sizeof(nint));
        return true;
    }

    private static uint Hash(nint code) => (uint)((ulong)code * 0x9E3779B97F4A7C15 >> 32);
}
