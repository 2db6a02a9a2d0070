namespace Heapline.Capture;

/// <summary>What recording cost one process. Estimated, but for bytes and waits.</summary>
/// <param name="Process">Index of the process.</param>
/// <param name="HookNs">Nanoseconds spent in the agent: events times the measured price of one, and waits.</param>
/// <param name="ProcessorNs">Nanoseconds of processor time that the process took, the agent's included; 0 when never read.</param>
/// <param name="Events">Events recorded.</param>
/// <param name="WaitNs">Nanoseconds of <paramref name="HookNs"/> in which a thread waited for the collector.</param>
/// <param name="AgentBytes">Memory of the agent at the end, without its ring.</param>
/// <param name="RingBytes">Memory of the ring that had been used by the end.</param>
public sealed record ProcessCost(int Process, long HookNs, long ProcessorNs, long Events, long WaitNs, long AgentBytes, long RingBytes);

/// <summary>What the collector itself took.</summary>
/// <param name="PeakResidentBytes">Its highest resident memory, in bytes.</param>
/// <param name="ProcessorNs">Its processor time, in nanoseconds.</param>
public sealed record CollectorCost(long PeakResidentBytes, long ProcessorNs);
