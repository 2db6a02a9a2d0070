using Heapline.Capture;
using Heapline.Collector.Accounting;

namespace Heapline.Collector.Events;

/// <summary>
/// The marks and spans that a program sets, and its questions: each stands among the records of its allocations, so what is told there is exact to the event.
/// Draining thread only.
/// </summary>
internal sealed class Phases(CaptureWriter writer, HeapAccount account)
{
    private readonly List<Open> _open = [];
    private long _peakAskedFor;

    private sealed record Open(uint Number, int Thread, string Name, long StartNs, long StartBytes, long StartAllocations)
    {
        public long HighestBytes { get; set; } = StartBytes;
    }

    /// <summary>To be called before the account ends a tick: what was highest in it counts for the spans that are open.</summary>
    public void Note()
    {
        var high = account.TakeHigh();
        _peakAskedFor = Math.Max(_peakAskedFor, high);
        foreach (var open in _open)
            open.HighestBytes = Math.Max(open.HighestBytes, high);
    }

    /// <summary>A mark.</summary>
    public void Mark(int thread, string name, long timeNs)
    {
        var bytes = Alive;
        writer.Add(new Phase(thread, name, true, timeNs, timeNs, bytes, bytes, bytes, 0));
    }

    /// <summary>A span begins.</summary>
    public void Begin(uint number, int thread, string name, long timeNs)
    {
        Note();
        _open.Add(new Open(number, thread, name, timeNs, Alive, account.AllocationsUntilNow()));
    }

    /// <summary>A span ends. One whose begin was not seen leaves nothing.</summary>
    public void End(uint number, long timeNs)
    {
        var at = _open.FindLastIndex(open => open.Number == number);
        if (at >= 0)
            Write(at, timeNs);
    }

    /// <summary>The process has ended, and with it the spans that are open.</summary>
    public void EndAll(long timeNs)
    {
        while (_open.Count > 0)
            Write(_open.Count - 1, timeNs);
    }

    /// <summary>Bytes alive now, the most since the peak last began anew, and blocks handed out.</summary>
    /// <param name="anew">Whether the peak begins anew here, after this answer.</param>
    public (long LiveBytes, long PeakBytes, long Allocations) Tell(bool anew)
    {
        Note();
        var peak = Math.Max(_peakAskedFor, Alive);
        if (anew)
            _peakAskedFor = Alive;
        return (Alive, peak, account.AllocationsUntilNow());
    }

    private long Alive => Math.Max(account.HeapBytes, 0);

    private void Write(int at, long timeNs)
    {
        Note();
        var open = _open[at];
        _open.RemoveAt(at);
        writer.Add(new Phase(
            open.Thread, open.Name, false, open.StartNs, Math.Max(timeNs, open.StartNs), open.StartBytes, Alive,
            Math.Max(open.HighestBytes, Alive), account.AllocationsUntilNow() - open.StartAllocations));
    }
}
