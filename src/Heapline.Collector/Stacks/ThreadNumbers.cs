namespace Heapline.Collector.Stacks;

/// <summary>Numbers the threads of all processes, from 0.</summary>
internal sealed class ThreadNumbers
{
    private int _next;

    /// <summary>The next number.</summary>
    public int Next() => _next++;
}
