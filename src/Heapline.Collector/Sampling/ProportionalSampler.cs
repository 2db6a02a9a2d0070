using System.Collections.Concurrent;
using System.Diagnostics;

namespace Heapline.Collector.Sampling;

/// <summary>
/// Reads the proportional memory (PSS) of processes on a thread of its own: the kernel walks all pages of a process for it, some 30 µs for a small one and 8 ms for
/// each GiB, which the thread that drains the lanes could not wait for.
/// </summary>
/// <remarks>
/// A round of readings, of all processes, is made every 100 ms, or every fifty times as long as the last round took: at most 2 % of a processor. So a tree of 1 GiB is read
/// twice a second, one of 10 GiB every four seconds.
/// </remarks>
internal sealed class ProportionalSampler : IDisposable
{
    private const long FirstPauseNs = 10_000_000;
    private const long ShortestPauseNs = 100_000_000;
    private const long PauseFactor = 50;

    private readonly ConcurrentQueue<(int Pid, long TimeNs, long Bytes)> _readings = new();
    private readonly ManualResetEventSlim _stop = new();
    private volatile int[] _pids = [];

    public ProportionalSampler()
    {
        new Thread(Run) { IsBackground = true, Name = "pss" }.Start();
    }

    /// <summary>The processes to read from now on.</summary>
    public void SetProcesses(int[] pids) => _pids = pids;

    /// <summary>The next reading that was made: whose, when on CLOCK_MONOTONIC, and how many bytes.</summary>
    public bool TryTake(out (int Pid, long TimeNs, long Bytes) reading) => _readings.TryDequeue(out reading);

    public void Dispose()
    {
        // Not waited for: it ends by itself, after one more reading at most, and nobody asks for that any more.
        _stop.Set();
    }

    private void Run()
    {
        var pauseNs = 0L;
        while (!_stop.Wait(TimeSpan.FromMicroseconds(pauseNs / 1000)))
        {
            var begin = Stopwatch.GetTimestamp();
            foreach (var pid in _pids)
            {
                if (SharedMemory.Read(pid, MemoryKind.Proportional) is { } bytes)
                    _readings.Enqueue((pid, Stopwatch.GetTimestamp(), bytes));
                if (_stop.IsSet)
                    return;
            }
            pauseNs = _pids.Length == 0 ? FirstPauseNs : Math.Max(ShortestPauseNs, PauseFactor * (Stopwatch.GetTimestamp() - begin));
        }
    }
}
