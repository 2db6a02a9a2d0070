using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// What recording cost; each record begins with a byte that says whom. All others are numbers.
/// <code>
/// 0 Process:    process, ns in the agent, ns of processor time, events, ns of waits, bytes of the agent, bytes of its ring
/// 1 Collector:  highest resident bytes, ns of processor time
///               01   80 80 80 0A   80 AD E2 04                        20 MiB, 10 ms
/// </code>
/// </summary>
internal sealed class CostRecords(Bounds bounds)
{
    private const byte ProcessMark = 0, CollectorMark = 1;

    private readonly List<ProcessCost> _processes = [];

    public IReadOnlyList<ProcessCost> Processes => _processes;

    public CollectorCost? Collector { get; private set; }

    public static void Write(RecordBuffer buffer, ProcessCost cost)
    {
        buffer.Byte(ProcessMark);
        buffer.Number(cost.Process);
        buffer.Number(cost.HookNs);
        buffer.Number(cost.ProcessorNs);
        buffer.Number(cost.Events);
        buffer.Number(cost.WaitNs);
        buffer.Number(cost.AgentBytes);
        buffer.Number(cost.RingBytes);
    }

    public static void Write(RecordBuffer buffer, CollectorCost cost)
    {
        buffer.Byte(CollectorMark);
        buffer.Number(cost.PeakResidentBytes);
        buffer.Number(cost.ProcessorNs);
    }

    public void Read(ref RecordReader reader, KnownIds known)
    {
        switch (reader.Byte())
        {
            case ProcessMark:
                var cost = new ProcessCost(
                    reader.Index(known.Processes, "processes"), reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Number());
                bounds.Check(cost);
                _processes.Add(cost);
                break;
            case CollectorMark:
                Collector = new CollectorCost(reader.Number(), reader.Number());
                bounds.Check(Collector);
                break;
            case var other:
                throw new InvalidBlockException($"expected the cost of a process or of the collector, found mark {other}");
        }
    }
}
