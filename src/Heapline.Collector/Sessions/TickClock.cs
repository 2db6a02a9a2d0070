namespace Heapline.Collector.Sessions;

/// <summary>
/// When each tick began, in nanoseconds since the start of the run. A tick is as long as the interval at first, and from 2,000 intervals on a 2,000th of the time
/// gone by: the number of ticks grows with the logarithm of the run (12,000 in an hour of 10 ms, 32,000 in a year).
/// </summary>
internal sealed class TickClock(long intervalNs)
{
    private const long TicksPerRun = 2000;

    private readonly List<long> _starts = [0];

    /// <summary>Number of the present tick.</summary>
    public int Current => _starts.Count - 1;

    /// <summary>When the present tick is over.</summary>
    public long NextNs => Current < Live.PackedBlock.MaxTick ? _starts[^1] + Math.Max(intervalNs, _starts[^1] / TicksPerRun) : long.MaxValue;

    /// <summary>Begins the next tick.</summary>
    public void Begin(long nowNs) => _starts.Add(Math.Max(nowNs, _starts[^1]));

    /// <summary>When a tick began.</summary>
    public long StartOf(int tick) => _starts[tick];

    /// <summary>When a tick ended; <paramref name="nowNs"/> for the present one.</summary>
    public long EndOf(int tick, long nowNs) => tick < Current ? _starts[tick + 1] : Math.Max(nowNs, _starts[tick]);

    /// <summary>The tick that was the present one at a time.</summary>
    public int At(long timeNs)
    {
        var at = _starts.BinarySearch(timeNs);
        return Math.Clamp(at >= 0 ? at : ~at - 1, 0, Current);
    }
}
