namespace Heapline.Collector.Running;

/// <summary>The program could not be started; the message says why in one line.</summary>
public sealed class ProgramStartException(string message, int error) : Exception(message)
{
    /// <summary>The system's error number (errno).</summary>
    public int Error { get; } = error;
}
