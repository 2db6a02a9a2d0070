namespace Heapline.Agent.Recording;

/// <summary>How long a writer that waits for room has heard nothing of the collector.</summary>
/// <remarks>
/// A slow collector reads on now and then, and says every second that it is there (<see cref="Protocol.SessionPage.Beat"/>); one that was stopped (SIGSTOP, a debugger) does neither. Time alone
/// would not tell: Ctrl-Z stops both, and the program may be the first to go on, an hour later. Nor would rounds alone: signals cut their sleeps short.
/// </remarks>
internal struct Silence
{
    /// <summary>Ten beats.</summary>
    public const ulong LongestNs = 10_000_000_000;
    /// <summary>So many times the writer must have looked in vain meanwhile, so that it was awake: a tenth of the looks that there are in ten seconds.</summary>
    public const int LeastRounds = 1000;
    /// <summary>So many looks are enough once another process has found that the collector is stopped: some milliseconds.</summary>
    public const int RoundsOnHearsay = 32;

    private ulong _heard;
    private ulong _sinceNs;

    /// <summary>Looks in vain since something was heard.</summary>
    public int Rounds { get; private set; }

    /// <summary>Whether the collector is to be taken for stopped.</summary>
    /// <param name="heard">What changes with every sign of life.</param>
    /// <param name="nowNs">The time in nanoseconds.</param>
    /// <param name="isHearsay">Whether another process has found it stopped.</param>
    public bool IsTooLong(ulong heard, ulong nowNs, bool isHearsay)
    {
        if (heard != _heard || _sinceNs == 0)
        {
            _heard = heard;
            _sinceNs = nowNs;
            Rounds = 0;
            return false;
        }
        Rounds++;
        return isHearsay ? Rounds >= RoundsOnHearsay : Rounds >= LeastRounds && nowNs - _sinceNs >= LongestNs;
    }
}
