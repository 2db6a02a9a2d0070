namespace Heapline.Capture.Records;

/// <summary>
/// How large anything in a capture may be, for writer and reader alike, so that nobody who adds figures up need think of overflow: times lie within 36 years of
/// the start of the run (2^60 ns), an amount is below 2^60, and no sum over a whole capture reaches 2^61. A machine's whole address space has 2^47 bytes.
/// </summary>
/// <param name="refuse">Makes the exception for what is too large, from a sentence.</param>
internal sealed class Bounds(Func<string, Exception> refuse)
{
    /// <summary>Times and amounts are below this.</summary>
    public const long Most = 1L << 60;

    private const long MostInAll = 1L << 61;

    private readonly Dictionary<int, long> _mostOfProcess = [];
    private long _mostOfProcesses;
    private long _allocations, _allocatedBytes, _freed, _freedBytes, _temporary, _lost, _waits, _agentBytes, _collections, _collected;
    private long _hookNs, _processorNs, _events, _waitNs, _costBytes, _ringBytes;

    /// <summary>Checks an instant or a length of time in nanoseconds.</summary>
    public void Time(long ns) => Signed(ns, "a time within 2^60 ns of the start");

    /// <summary>Checks a tick without its entries.</summary>
    public void Head(int process, long startNs, long endNs, long heapBytes, long heapBytesHigh, long arenaBytes)
    {
        Time(startNs);
        Time(endNs);
        Memory(process, heapBytes);
        Memory(process, heapBytesHigh);
        Memory(process, arenaBytes);
    }

    /// <summary>Checks bytes, or a number of things.</summary>
    public void Amount(long amount)
    {
        if (amount is < 0 or >= Most)
            throw refuse($"expected a number from 0 up, below 2^60, found {amount}");
    }

    /// <summary>Checks memory that a process has at one instant; the most of each process, added up over all processes, is bounded.</summary>
    public void Memory(int process, long bytes)
    {
        Amount(bytes);
        var before = _mostOfProcess.GetValueOrDefault(process);
        if (bytes <= before)
            return;
        _mostOfProcess[process] = bytes;
        Add(ref _mostOfProcesses, bytes - before);
    }

    /// <summary>Checks what a site did in a tick.</summary>
    public void Check(in SiteChange change)
    {
        Add(ref _allocations, change.Allocations);
        Add(ref _allocatedBytes, change.AllocatedBytes);
        Add(ref _freed, change.FreedWithin);
        Add(ref _freedBytes, change.FreedWithinBytes);
        Add(ref _temporary, change.Temporary);
    }

    /// <summary>Checks blocks that were freed later.</summary>
    public void Check(in LaterFree free)
    {
        Add(ref _freed, free.Count);
        Add(ref _freedBytes, free.Bytes);
        Add(ref _temporary, free.Temporary);
    }

    /// <summary>Checks blocks of a parent that a fork freed.</summary>
    public void CheckFrees(ReadOnlySpan<LiveBlocks> blocks)
    {
        foreach (ref readonly var freed in blocks)
        {
            Add(ref _freed, freed.Count);
            Add(ref _freedBytes, freed.Bytes);
        }
    }

    /// <summary>Checks what was alive at a peak.</summary>
    public void Check(ReadOnlySpan<LiveBlocks> blocks)
    {
        long count = 0, bytes = 0;
        foreach (ref readonly var live in blocks)
        {
            Add(ref count, live.Count);
            Add(ref bytes, live.Bytes);
        }
    }

    /// <summary>Checks a call of a decorated function.</summary>
    public void Check(in FunctionSpan span)
    {
        Time(span.StartNs);
        Time(span.EndNs);
        Signed(span.StartResidentBytes, "bytes below 2^60");
        Signed(span.EndResidentBytes, "bytes below 2^60");
    }

    /// <summary>Checks a line of a decorated function.</summary>
    public void Check(in LineFigure line)
    {
        Amount(line.Occurrences);
        Amount(line.HighestBytes);
        Signed(line.IncrementBytes, "bytes below 2^60");
    }

    /// <summary>Checks garbage collections and what they freed.</summary>
    public void Check(long collections, long freedObjects)
    {
        Add(ref _collections, collections);
        Add(ref _collected, freedObjects);
    }

    /// <summary>Checks a mark or a span that the program set.</summary>
    public void Check(Phase phase)
    {
        Time(phase.StartNs);
        Time(phase.EndNs);
        Amount(phase.StartHeapBytes);
        Amount(phase.EndHeapBytes);
        Amount(phase.HighestHeapBytes);
        Amount(phase.Allocations);
    }

    /// <summary>Checks what recording cost a process.</summary>
    public void Check(ProcessCost cost)
    {
        Add(ref _hookNs, cost.HookNs);
        Add(ref _processorNs, cost.ProcessorNs);
        Add(ref _events, cost.Events);
        Add(ref _waitNs, cost.WaitNs);
        Add(ref _costBytes, cost.AgentBytes);
        Add(ref _ringBytes, cost.RingBytes);
    }

    /// <summary>Checks what the collector took.</summary>
    public void Check(CollectorCost cost)
    {
        Amount(cost.PeakResidentBytes);
        Amount(cost.ProcessorNs);
    }

    /// <summary>Checks that and at what limit the kernel killed the program.</summary>
    public void Check(OutOfMemoryKill kill)
    {
        Time(kill.TimeNs);
        Amount(kill.LimitBytes);
    }

    /// <summary>Checks how blocks are sampled from an instant on.</summary>
    public void Check(in SamplingRate rate)
    {
        Time(rate.TimeNs);
        Amount(rate.IntervalBytes);
    }

    /// <summary>Checks the end of a process.</summary>
    public void Check(ProcessEnd end)
    {
        Time(end.EndNs);
        Add(ref _lost, end.LostEvents);
        Add(ref _waits, end.RingWaits);
        Add(ref _agentBytes, end.AgentBytes);
    }

    private void Signed(long value, string expected)
    {
        if (value is <= -Most or >= Most)
            throw refuse($"expected {expected}, found {value}");
    }

    private void Add(ref long sum, long amount)
    {
        Amount(amount);
        sum += amount;
        if (sum >= MostInAll)
            throw refuse($"expected numbers that add up to less than 2^61, found {sum}");
    }
}
