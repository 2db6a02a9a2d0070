namespace Heapline.Collector.Sampling;

/// <summary>Who wants to know each reading of memory at once, while the program runs. Called on the recording's thread.</summary>
public interface IReadingObserver
{
    /// <summary>A process was read.</summary>
    /// <param name="process">Number of the process in the order in which they were first seen: 0 is the program.</param>
    /// <param name="pid">Its process id.</param>
    /// <param name="timeNs">Nanoseconds since the start of the run.</param>
    /// <param name="bytes">Its memory.</param>
    void Read(int process, int pid, long timeNs, long bytes);

    /// <summary>A process has ended.</summary>
    /// <param name="process">Number of the process.</param>
    void Ended(int process);

    /// <summary>Every process has been read that runs.</summary>
    /// <param name="timeNs">Nanoseconds since the start of the run.</param>
    void RoundEnded(long timeNs);
}
