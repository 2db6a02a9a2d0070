using System.Collections.Concurrent;
using System.Diagnostics;
using Heapline.Collector.Native;

namespace Heapline.Collector.Sampling;

/// <summary>
/// Reads the proportional memory (PSS) of processes on a thread of its own: the kernel walks all pages of a process for it, some 30 µs for a small one and 8 ms for
/// each GiB, which the thread that drains the lanes could not wait for.
/// </summary>
/// <remarks>
/// A round of readings, of all processes, is made every 100 ms, or every hundred times the processor time that the last round took: at most 1 % of a processor. So a tree of 1 GiB is read
/// once a second, one of 10 GiB every eight seconds, on a busy machine, too. A round in which a process came or went is made again, sooner, and the third is taken as it is.
/// A process alone whose pages are as many as before has what it had: it is not read a third time.
/// </remarks>
internal sealed class ProportionalSampler : IDisposable
{
    private const long FirstPauseNs = 10_000_000;
    private const long ShortestPauseNs = 100_000_000;
    private const long PauseFactor = 100;
    private const int Attempts = 3;

    private readonly ConcurrentQueue<ProportionalRound> _rounds = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly IProcesses _machine = new ProcessesOfKernel();
    private readonly LonelyProcess _alone = new();
    private volatile (int Number, int Pid, int ParentPid)[] _processes = [];

    public ProportionalSampler()
    {
        new Thread(Run) { IsBackground = true, Name = "pss" }.Start();
    }

    /// <summary>The processes to read from now on, the program itself first.</summary>
    public void SetProcesses((int Number, int Pid, int ParentPid)[] processes) => _processes = processes;

    /// <summary>The next round that was made.</summary>
    public bool TryTake(out ProportionalRound? round) => _rounds.TryDequeue(out round);

    public void Dispose()
    {
        // Not waited for: it ends by itself, after one more round at most, and nobody asks for that any more.
        _stop.Set();
    }

    private void Run()
    {
        var pauseNs = 0L;
        var attempt = 1;
        while (!_stop.Wait(TimeSpan.FromMicroseconds(pauseNs / 1000)))
        {
            var begin = ProcessorNs;
            var processes = _processes;
            if (processes.Length == 0)
            {
                pauseNs = FirstPauseNs;
                continue;
            }
            var round = _alone.Make(processes, _machine);
            var isTaken = round.IsComplete || attempt == Attempts;
            if (isTaken)
                _rounds.Enqueue(round);
            attempt = isTaken ? 1 : attempt + 1;
            pauseNs = Math.Max(isTaken ? ShortestPauseNs : FirstPauseNs, PauseFactor * (ProcessorNs - begin));
        }
    }

    // Of this thread. What a round waited for a processor that others had would make the next one rarer, and readings fewest where most is going on.
    private static unsafe long ProcessorNs
    {
        get
        {
            Libc.TimeSpec time;
            return Libc.clock_gettime(Libc.CLOCK_THREAD_CPUTIME_ID, &time) == 0 ? time.Seconds * 1_000_000_000 + time.Nanoseconds : Stopwatch.GetTimestamp();
        }
    }
}
