using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What profiling cost the program, and itself. Times are estimates, all others are counted.</summary>
/// <param name="HookNs">Nanoseconds that all processes spent in the agent.</param>
/// <param name="ProcessorNs">Nanoseconds of processor time of all processes, the agent's included; 0 when not known.</param>
/// <param name="WaitNs">Nanoseconds of <paramref name="HookNs"/> in which the program waited for the collector.</param>
/// <param name="Events">Events recorded.</param>
/// <param name="AgentBytes">Memory of the agent in all processes at their end, without the rings.</param>
/// <param name="RingBytes">Memory of the rings in use.</param>
/// <param name="Collector">What the collector took; null when not known.</param>
public sealed record CostReport(long HookNs, long ProcessorNs, long WaitNs, long Events, long AgentBytes, long RingBytes, CollectorCost? Collector)
{
    /// <summary>Processor time of the program as a multiple of what it would be without the profiler, for example 1.2; null when not known.</summary>
    public double? Slowdown => ProcessorNs > HookNs - WaitNs && ProcessorNs > 0 ? (double)ProcessorNs / (ProcessorNs - Math.Max(HookNs - WaitNs, 0)) : null;

    /// <summary>Adds the processes up; null when the capture does not say what it cost.</summary>
    public static CostReport? Of(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var costs = capture.ProcessCosts;
        return costs.Count == 0 && capture.CollectorCost is null ? null : new CostReport(
            costs.Sum(cost => cost.HookNs), costs.Sum(cost => cost.ProcessorNs), costs.Sum(cost => cost.WaitNs), costs.Sum(cost => cost.Events),
            costs.Sum(cost => cost.AgentBytes), costs.Sum(cost => cost.RingBytes), capture.CollectorCost);
    }
}
