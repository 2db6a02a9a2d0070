using System.Runtime.CompilerServices;
using Heapline.Collector.Memory;

namespace Heapline.Collector.Live;

/// <summary>
/// Address → one word, by open addressing: 16 bytes an entry, at most three quarters full. Entries are added and replaced, never taken out. For sets that are
/// usually small; the blocks of a process itself are in a <see cref="LiveMap"/>. One thread.
/// </summary>
internal sealed unsafe class AddressTable : IDisposable
{
    private const int FirstCapacity = 256;

    private NativeArray<Entry> _entries = new(FirstCapacity);
    private ulong _mask = FirstCapacity - 1;

    private struct Entry
    {
        public ulong Key; // address + 1, so that 0 is free
        public ulong Value;
    }

    /// <summary>How many addresses there are.</summary>
    public long Count { get; private set; }

    /// <summary>The word of an address; 0 when it has none.</summary>
    public ulong this[ulong address]
    {
        get => Find(address)->Value;
        set
        {
            var entry = Find(address);
            entry->Value = value;
            if (entry->Key != 0)
                return;
            entry->Key = address + 1;
            if (++Count * 4 > (long)(_mask + 1) * 3)
                Grow();
        }
    }

    /// <summary>Calls with each address and its word, in no order.</summary>
    public void ForEach(Action<ulong, ulong> action)
    {
        for (ulong i = 0; i <= _mask; i++)
        {
            var entry = _entries.Pointer[i];
            if (entry.Key != 0)
                action(entry.Key - 1, entry.Value);
        }
    }

    public void Dispose() => _entries.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Entry* Find(ulong address)
    {
        var key = address + 1;
        var at = address * 0x9E3779B97F4A7C15 >> 20 & _mask;
        while (_entries.Pointer[at].Key != key && _entries.Pointer[at].Key != 0)
            at = at + 1 & _mask;
        return _entries.Pointer + at;
    }

    private void Grow()
    {
        var old = _entries;
        var oldMask = _mask;
        _mask = _mask * 2 + 1;
        _entries = new NativeArray<Entry>((long)_mask + 1);
        for (ulong i = 0; i <= oldMask; i++)
        {
            if (old.Pointer[i].Key != 0)
                *Find(old.Pointer[i].Key - 1) = old.Pointer[i];
        }
        old.Dispose();
    }
}
