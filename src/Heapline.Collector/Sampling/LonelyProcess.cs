namespace Heapline.Collector.Sampling;

/// <summary>
/// Rounds of readings. While there is one process, and the kernel counts as many pages of it, all and shared ones, as at its last reading, that reading holds: it takes some microseconds to see that, and
/// some hundred to read again.
/// </summary>
/// <remarks>
/// A reading holds when the next one has said the same. A fork that came after the list of processes was made and was gone when the round looked for it has halved what was read, and nothing
/// in those counts tells: pages that several have count as any others.
/// </remarks>
internal sealed class LonelyProcess
{
    private const int StatmBytes = 128;
    /// <summary>Of a reading's bytes this part may be another: pages of libraries count for less while strangers have them, too.</summary>
    private const int Tolerance = 64;

    private readonly byte[] _pages = new byte[StatmBytes];
    private int _pagesLength;
    private (int Number, int Pid, int ParentPid) _process;
    private ProportionalRound? _last;
    private bool _holds;

    /// <summary>Makes a round.</summary>
    /// <param name="processes">Whom to read; see <see cref="ProportionalRound.Make"/>.</param>
    /// <param name="machine">Where they run.</param>
    public ProportionalRound Make(IReadOnlyList<(int Number, int Pid, int ParentPid)> processes, IProcesses machine)
    {
        if (processes is not [var process])
        {
            _last = null;
            return ProportionalRound.Make(processes, machine);
        }
        using var statm = new ProcFile($"/proc/{process.Pid}/statm");
        // Before the reading: what comes while it is made is seen the next time.
        var pages = statm.Read(stackalloc byte[StatmBytes]);
        var isAsItWas = process == _process && _last is not null && pages.Length > 0 && pages.SequenceEqual(_pages.AsSpan(0, _pagesLength));
        pages.CopyTo(_pages);
        _pagesLength = pages.Length;
        _process = process;
        if (isAsItWas && _holds)
            return _last = _last! with { TimeNs = machine.NowNs };
        var round = ProportionalRound.Make(processes, machine);
        _holds = isAsItWas && SaysTheSame(round, _last!);
        return _last = round;
    }

    private static bool SaysTheSame(ProportionalRound round, ProportionalRound before) =>
        round is { IsComplete: true, Readings: [var now] } && before is { IsComplete: true, Readings: [var then] } && Math.Abs(now.Bytes - then.Bytes) <= then.Bytes / Tolerance;
}
