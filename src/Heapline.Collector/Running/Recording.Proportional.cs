using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>Readings of proportional memory. Those of a round have one time, and stand for all processes that there were then: whoever adds them up adds whole rounds.</summary>
internal sealed partial class Recording
{
    private void TellSampler() =>
        _proportional?.SetProcesses([.. _alive.Where(process => !process.IsGone).Select(process => (process.Number, process.Pid, process.ParentPid))]);

    private void TakeProportional()
    {
        while (_proportional?.TryTake(out var round) == true)
            Take(round!);
    }

    /// <summary>Takes a round of readings, if nobody of it has ended since: such a one counts with what it had before until its end.</summary>
    public void Take(ProportionalRound round)
    {
        var bytes = round.Readings.ToDictionary(reading => reading.Number, reading => reading.Bytes);
        if (bytes.Keys.Except(_alive.Select(process => process.Number)).Any())
            return;
        var timeNs = Math.Max(round.TimeNs - _startNs, 0);
        foreach (var process in _alive)
        {
            if (bytes.TryGetValue(process.Number, out var own))
                process.AddProportional(timeNs, own);
            else if (process.HasProportional)
                process.AddProportional(timeNs, 0); // what it had is another's now, or nobody's
            if (process.IsDescribed)
                WriteProportional(process);
        }
    }

    // Nothing is written of a process before it is described.
    private void WriteProportional(TrackedProcess process)
    {
        foreach (var (timeNs, bytes) in process.Proportional)
            _writer.Add(new ProportionalSample(process.Index, timeNs, bytes));
        process.Proportional.Clear();
    }
}
