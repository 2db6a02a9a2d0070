using System.Security.Cryptography;
using Heapline.Capture;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Running;

/// <summary>The rates at which a run is sampled, by level, and which of them is in force. Draining thread only.</summary>
internal sealed class SampleRates
{
    private readonly long[] _intervals;
    private readonly ulong _seed;

    private SampleRates(long[] intervals, ulong seed)
    {
        _intervals = intervals;
        _seed = seed;
    }

    /// <summary>Tells the session, before any agent comes in, and the capture.</summary>
    public static SampleRates Begin(Session session, CaptureWriter writer, SamplingRequest request)
    {
        var seed = request.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var rates = new SampleRates([1, request.IntervalBytes], seed);
        session.SetSampling(rates._intervals, 1, seed);
        writer.AddSamplingSeed(seed);
        writer.Add(new SamplingRate(0, 1, request.IntervalBytes));
        return rates;
    }

    /// <summary>What the sampled blocks of a process stand for.</summary>
    public SampleWeights WeightsFor(int process) => new(_intervals, _seed + (ulong)process);
}
