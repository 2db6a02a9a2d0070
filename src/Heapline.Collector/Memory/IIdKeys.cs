namespace Heapline.Collector.Memory;

/// <summary>What the things are known by that an <see cref="IdIndex{TKey, TKeys}"/> finds; they live in an array of their owner's.</summary>
internal interface IIdKeys<TKey> where TKey : unmanaged
{
    /// <summary>The key of the thing with this id.</summary>
    TKey KeyOf(int id);
    /// <summary>A key as one well-mixed number.</summary>
    ulong HashOf(TKey key);
}
