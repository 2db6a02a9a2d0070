namespace Heapline.Collector.Sampling;

/// <summary>
/// Rounds of readings while there is one process. As long as the kernel counts as many pages of it, all and shared ones, as at its last reading, that reading holds: it takes some microseconds
/// to see that, and some hundred to read again.
/// </summary>
internal sealed class LonelyProcess
{
    private const int StatmBytes = 128;

    private readonly byte[] _pages = new byte[StatmBytes];
    private int _pagesLength;
    private (int Number, int Pid, int ParentPid) _process;
    private ProportionalRound? _last;

    /// <summary>Makes a round.</summary>
    public ProportionalRound Make((int Number, int Pid, int ParentPid) process, IProcesses machine)
    {
        using var statm = new ProcFile($"/proc/{process.Pid}/statm");
        // Before the reading: what comes while it is made is seen the next time.
        var pages = statm.Read(stackalloc byte[StatmBytes]);
        var isAsItWas = process == _process && _last is { IsComplete: true } && pages.Length > 0 && pages.SequenceEqual(_pages.AsSpan(0, _pagesLength));
        pages.CopyTo(_pages);
        _pagesLength = pages.Length;
        _process = process;
        _last = isAsItWas ? _last! with { TimeNs = machine.NowNs } : ProportionalRound.Make([process], machine);
        return _last;
    }
}
