using Heapline.Capture;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;
using Heapline.Protocol;

namespace Heapline.Collector.Running;

/// <summary>
/// What recording costs one process, from what its agent has measured and from the processor time that the kernel has counted. docs/measuring.md says how good that is.
/// Draining thread only.
/// </summary>
internal sealed class CostEstimate(int pid) : IDisposable
{
    /// <summary>Of a hook that lets a block go by: a subtraction, a branch and a jump, or, where frees come by, three loads and a test. Counted in instructions, at three a nanosecond.</summary>
    private const double PassingNs = 1.5;
    /// <summary>Of a record: the call of the hook, its reservation and its words. Counted in instructions, at three a nanosecond.</summary>
    private const double RecordNs = 5;
    /// <summary>
    /// The same where every block is recorded: then the words go through the processor's caches without end, from where the collector's core takes them. What is more than the five was measured
    /// with six programs (docs/measuring.md).
    /// </summary>
    private const double ExactRecordNs = 5.5;
    /// <summary>A frame that a walk finds changed lies in farther caches in a program than in the loop that measured its price: measured as well.</summary>
    private const double FrameInProgram = 1.25;
    /// <summary>USER_HZ: the unit of /proc/PID/stat, 100 on every Linux that .NET runs on.</summary>
    private const long NsPerClockTick = 10_000_000;
    private const int UserTimeField = 14;
    private const int SystemTimeField = 15;
    /// <summary>Thirteen days of processor time, a pebibyte.</summary>
    private const long Most = 1L << 50;

    private readonly ProcFile _stat = new($"/proc/{pid}/stat");
    private long _processorNs;

    /// <summary>Nanoseconds in the agent so far, in a process that samples; the passing of blocks that are not recorded is left out.</summary>
    public static double RecordingNs(in SegmentHeader header)
    {
        var timed = Math.Max(header.TimedEvents, 1);
        // Half of each of the two looks at the clock falls into what is timed.
        var each = Math.Max((double)header.TimedNs / timed - header.ClockPicoseconds / 1000.0, 0) + RecordNs;
        return header.TimedEvents > 0 ? header.Events * each : 0;
    }

    /// <summary>Processor time of the process in nanoseconds, as last read.</summary>
    public long ReadProcessorNs()
    {
        Span<byte> buffer = stackalloc byte[1024];
        var stat = new ProcessStat(_stat.Read(buffer));
        var ticks = ProcFile.Number(stat.Field(UserTimeField)) + ProcFile.Number(stat.Field(SystemTimeField));
        return _processorNs = Math.Max(_processorNs, ticks * NsPerClockTick);
    }

    /// <summary>The whole, when the process has ended.</summary>
    /// <param name="process">Index of the process.</param>
    /// <param name="segment">Its segment.</param>
    /// <param name="events">Blocks handed out and given back; estimated while sampling.</param>
    /// <param name="isSampled">Whether the process sampled.</param>
    public ProcessCost Of(int process, Segment segment, long events, bool isSampled)
    {
        ref var header = ref segment.Header;
        var waitNs = Bounded(header.RingWaitNs);
        var recorded = isSampled ? Bounded(header.Events) : events;
        // About as many are frees as allocations.
        var passing = Math.Max(events - recorded, 0) / (header.FreesAreUnseen != 0 ? 2 : 1);
        var ns = isSampled
            ? RecordingNs(header) + passing * PassingNs
            : events * (header.EventPicoseconds / 1000.0 + ExactRecordNs) + Bounded(header.ChangedFrames) * (header.FramePicoseconds / 1000.0) * FrameInProgram;
        var agentBytes = Bounded(header.AgentBytes);
        return new ProcessCost(
            process, (long)Math.Min(ns, Most) + waitNs, Math.Max(ReadProcessorNs(), Bounded(header.ProcessorNs)), recorded, waitNs,
            agentBytes, Math.Max(segment.AgentResidentBytes - agentBytes, 0));
    }

    public void Dispose() => _stat.Dispose();

    // A process that writes over its header must not bring figures that overflow when those of a thousand such are added up.
    private static long Bounded(ulong figure) => (long)Math.Min(figure, Most);
}
