namespace Heapline.Collector.Running;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the signal when a signal ended it.</param>
/// <param name="Signal">The signal; 0 for none.</param>
internal readonly record struct ProgramEnd(int ExitCode, int Signal)
{
    /// <summary>Reads what <c>waitpid</c> gave.</summary>
    public static ProgramEnd FromStatus(int status)
    {
        var signal = status & 0x7F;
        return signal == 0 ? new ProgramEnd(status >> 8 & 0xFF, 0) : new ProgramEnd(128 + signal, signal);
    }
}
