using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>Records the memory curve of a process that runs already. Nothing is done to the process: it is looked at through /proc.</summary>
public static class AttachRecorder
{
    private const int NotPermitted = 1;  // EPERM
    private const int NoSuchProcess = 3; // ESRCH
    private const long ShortestIntervalNs = 1_000_000;
    private const long ChildrenEveryNs = 100_000_000;
    private const long FlushNs = 1_000_000_000;

    /// <summary>Follows the process until it ends, the time is over, or <paramref name="stop"/> is set.</summary>
    /// <returns>How long it was followed, and the most bytes that one process had.</returns>
    /// <exception cref="ProgramStartException">There is no such process, or it may not be looked at; the message is one line.</exception>
    /// <exception cref="CaptureException">The capture cannot be written.</exception>
    public static AttachResult Run(AttachRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        var startNs = Recording.MonotonicNs;
        var intervalNs = Math.Max((long)request.Interval.TotalNanoseconds, ShortestIntervalNs);
        using var writer = CaptureWriter.Create(request.CapturePath, new RunInfo(
            request.HeaplineVersion, ProcessNames.CommandOf(request.Pid), Environment.CurrentDirectory, "time", DateTimeOffset.Now, intervalNs), request.Redactions);
        var followed = new List<Followed>();
        try
        {
            Follow(request.Pid, 0);
            var timeoutNs = (long)request.Timeout.TotalNanoseconds;
            int reading = 0; // each counts as a tick of its own, so that only level stretches are thinned
            long nextChildrenNs = 0, nextFlushNs = FlushNs, nextNs = 0, peak = 0;
            while (true)
            {
                var nowNs = Recording.MonotonicNs - startNs;
                if (request.FollowChildren && nowNs >= nextChildrenNs)
                {
                    foreach (var (pid, parent) in ProcessTree.Below(request.Pid))
                        if (followed.TrueForAll(other => other.Pid != pid || other.IsGone))
                            Follow(pid, parent);
                    nextChildrenNs = nowNs + ChildrenEveryNs;
                }
                foreach (var process in followed)
                {
                    if (process.Sample(nowNs, reading))
                        continue;
                    writer.Add(new ProcessEnd(process.Index, nowNs, 0, 0, 0));
                    request.Observer?.Ended(process.Index);
                }
                request.Observer?.RoundEnded(nowNs);
                reading++;
                if (nowNs >= nextFlushNs)
                {
                    writer.Flush();
                    nextFlushNs = nowNs + FlushNs;
                }
                nextNs = Math.Max(nextNs + intervalNs, nowNs);
                if (followed[0].IsGone || nextNs > timeoutNs || ShortWait.For(stop.WaitHandle, nextNs - nowNs))
                    break;
            }
            var durationNs = Recording.MonotonicNs - startNs;
            foreach (var process in followed)
            {
                process.Curve.Finish();
                peak = Math.Max(peak, process.Curve.PeakBytes);
            }
            writer.Finish(new RunEnd(durationNs, 0, 0, followed[0].IsGone ? "" : "the process was still running when the recording ended"));
            return new AttachResult(TimeSpan.FromMicroseconds(durationNs / 1000), peak, followed.Count, followed[0].IsGone);
        }
        finally
        {
            followed.ForEach(process => process.Dispose());
        }

        void Follow(int pid, int parent)
        {
            writer.Add(new ProcessInfo(followed.Count, pid, parent, ProcessNames.CommandOf(pid), "", Recording.MonotonicNs - startNs));
            var curve = new ResidentCurve(writer, followed.Count, pid, request.Observer);
            curve.Open(followed.Count);
            followed.Add(new Followed(followed.Count, pid, new ResidentMemory(pid, request.Memory), curve));
        }
    }

    private static void Check(AttachRequest request)
    {
        if (!Directory.Exists($"/proc/{request.Pid}"))
            throw new ProgramStartException($"there is no process {request.Pid}", NoSuchProcess);
        using var resident = new ResidentMemory(request.Pid);
        if (resident.Read() is null)
            throw new ProgramStartException($"process {request.Pid} has no memory to read: it has ended, or is a thread of the kernel", NoSuchProcess);
        using var wanted = new ResidentMemory(request.Pid, request.Memory);
        if (wanted.Read() is null)
            throw new ProgramStartException($"process {request.Pid} may not be looked at that closely: only its owner may read more than its resident memory", NotPermitted);
    }

    private sealed class Followed(int index, int pid, ResidentMemory memory, ResidentCurve curve) : IDisposable
    {
        public int Index => index;
        public int Pid => pid;
        public ResidentCurve Curve => curve;
        public bool IsGone { get; private set; }

        /// <summary>Reads its memory. False once, when it turns out to have ended.</summary>
        public bool Sample(long timeNs, int tick)
        {
            if (IsGone)
                return true;
            if (memory.Read() is { } bytes)
                curve.Add(timeNs, bytes, tick);
            else
                IsGone = true;
            return !IsGone;
        }

        public void Dispose() => memory.Dispose();
    }
}
