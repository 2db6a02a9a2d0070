namespace Heapline.Collector.Memory;

/// <summary>
/// Finds ids by key where the keys stand in an array already: open addressing over bare ids, 4 bytes each and an eighth to nine sixteenths of them empty. A third of what a
/// dictionary takes, which has the keys once more.
/// </summary>
/// <remarks>Lifetime: until <see cref="Dispose"/>. Thread rule: one thread.</remarks>
internal sealed unsafe class IdIndex<TKey, TKeys>(TKeys keys) : IDisposable
    where TKey : unmanaged, IEquatable<TKey>
    where TKeys : IIdKeys<TKey>
{
    private const int FirstMask = 255;

    private NativeArray<int> _slots = new(FirstMask + 1); // id + 1; 0: empty
    private int _mask = FirstMask;

    /// <summary>How many ids are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the index.</summary>
    public long Bytes => (_mask + 1L) * sizeof(int);

    /// <summary>The id of a key; -1 for none.</summary>
    public int Find(TKey key)
    {
        for (var at = (int)keys.HashOf(key) & _mask; _slots.Pointer[at] != 0; at = (at + 1) & _mask)
        {
            var id = _slots.Pointer[at] - 1;
            if (keys.KeyOf(id).Equals(key))
                return id;
        }
        return -1;
    }

    /// <summary>Puts an id in whose key <see cref="Find"/> did not find.</summary>
    public void Add(int id)
    {
        if ((Count + 1L) * 8 > (_mask + 1L) * 7)
            Grow();
        Place(id);
        Count++;
    }

    public void Dispose() => _slots.Dispose();

    private void Grow()
    {
        var old = _slots;
        var oldMask = _mask;
        _mask = _mask * 2 + 1;
        _slots = new NativeArray<int>(_mask + 1L);
        for (var i = 0; i <= oldMask; i++)
        {
            if (old.Pointer[i] != 0)
                Place(old.Pointer[i] - 1);
        }
        old.Dispose();
    }

    private void Place(int id)
    {
        var at = (int)keys.HashOf(keys.KeyOf(id)) & _mask;
        while (_slots.Pointer[at] != 0)
            at = (at + 1) & _mask;
        _slots.Pointer[at] = id + 1;
    }
}
