using Heapline.Capture;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Running;

/// <summary>The rates at which a run is sampled, by level, and which of them is in force. Draining thread only.</summary>
internal sealed class SampleRates
{
    /// <summary>Eightfold steps from where a level is still almost exact; the last samples once in 128 MiB.</summary>
    private static readonly long[] s_budgetIntervals = [1, 32 << 10, 256 << 10, 2 << 20, 16 << 20, 128 << 20];

    private readonly Session _session;
    private readonly CaptureWriter _writer;
    private readonly long[] _intervals;
    private readonly ulong _seed;
    private readonly Budget? _budget;

    private SampleRates(Session session, CaptureWriter writer, SamplingRequest request)
    {
        _session = session;
        _writer = writer;
        // Not from the cryptographic library: loading that would take 6 ms.
        _seed = request.Seed ?? (ulong)Random.Shared.NextInt64();
        _intervals = request.Levels is { } levels ? [1, .. levels] : request.Budget is null ? [1, request.IntervalBytes] : s_budgetIntervals;
        _budget = request.Budget is { } share ? new Budget(share) : null;
        Level = request.Budget is null ? 1 : 0;
    }

    /// <summary>The level in force: an index of the intervals.</summary>
    public int Level { get; private set; }

    /// <summary>Tells the session, before any agent comes in, and the capture.</summary>
    public static SampleRates Begin(Session session, CaptureWriter writer, SamplingRequest request)
    {
        var rates = new SampleRates(session, writer, request);
        session.SetSampling(rates._intervals, rates.Level, rates._seed);
        writer.AddSamplingSeed(rates._seed);
        writer.Add(new SamplingRate(0, rates.Level, rates._intervals[rates.Level]));
        return rates;
    }

    /// <summary>What the sampled blocks of a process stand for.</summary>
    public SampleWeights WeightsFor(int process) => new(_intervals, _seed + (ulong)process);

    /// <summary>Goes on to the next level if the budget is passed and there is one.</summary>
    public void Keep(long nowNs, double hookNs, long processorNs)
    {
        if (_budget is not null && _budget.IsPassed(hookNs, processorNs) && Level < _intervals.Length - 1)
            Coarser(nowNs);
    }

    /// <summary>Whether <see cref="Keep"/> is to be called.</summary>
    public bool HasBudget => _budget is not null;

    private void Coarser(long nowNs)
    {
        Level++;
        _session.SetSampleLevel(Level);
        _writer.Add(new SamplingRate(nowNs, Level, _intervals[Level]));
    }
}
