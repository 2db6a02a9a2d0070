using System.Runtime.InteropServices;

namespace Heapline.Agent.Sampling;

/// <summary>
/// How many bytes may be asked for until the next sample. Each block takes its size and one more byte, so that blocks of no bytes are sampled, too. Written by one thread at a time:
/// whoever holds the GIL, or the one thread that it belongs to. Zeroed memory is a countdown that has not begun.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Countdown
{
    /// <summary>Bytes left before a hook has to look closer. Below the interval always, so that a block as large as the interval gets that look.</summary>
    public long Remaining;

    /// <summary>Bytes left after those.</summary>
    public long Rest;

    /// <summary>Bytes between two samples, on average; 0 before the first draw.</summary>
    public long Interval;

    /// <summary>The session's level that <see cref="Interval"/> is of.</summary>
    public int Level;

    /// <summary>What <see cref="Chance"/> draws its samples from; 0 before the first draw.</summary>
    public ulong Stream;

    /// <summary>All bytes left: moves with every block that is not recorded.</summary>
    public readonly long Total => Remaining + Rest;
}
