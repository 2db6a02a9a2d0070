using System.Text;
using Heapline.Capture;
using Heapline.Collector.Sessions;

namespace Heapline.Collector.Running;

/// <summary>Records a process that runs already and lets the agent in by itself, until it has had enough or ends.</summary>
public static class TrackRecorder
{
    private const long LongestSleepNs = 10_000_000;
    private const long ShortestSleepNs = 1_000_000;

    /// <summary>Records until <paramref name="stop"/> is set or the process ends. The calling thread reads the process's events all the while.</summary>
    /// <returns>What went wrong with the recording, in plain sentences; empty for nothing.</returns>
    /// <exception cref="CaptureException">The capture cannot be written.</exception>
    /// <exception cref="IOException">No shared memory could be had.</exception>
    public static string Run(TrackRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var intervalNs = Math.Max((long)request.Interval.TotalNanoseconds, 1_000_000);
        using var session = Session.Create();
        var startNs = Recording.MonotonicNs;
        var folder = WorkingDirectoryOf(request.Pid);
        using var writer = CaptureWriter.Create(request.CapturePath, new RunInfo(
            request.HeaplineVersion, CommandOf(request.Pid), folder, "exact", DateTimeOffset.Now, intervalNs));
        using var sources = new SourceShelf(folder);
        writer.FileNamed = sources.Name;
        using var recording = new Recording(writer, session, startNs, intervalNs, "") { HasBegun = true };
        using var wake = stop.Register(session.Wake);
        var process = recording.Follow(request.Pid, 0);
        request.Ready(session.Folder);
        try
        {
            var mustStayAwake = () => stop.IsCancellationRequested || recording.IsUrgent();
            while (!stop.IsCancellationRequested && !process.IsGone)
            {
                var busy = recording.Turn();
                sources.ReadOn();
                var sleepNs = Math.Max(recording.NextNs - recording.NowNs, 0);
                session.Sleep(Math.Min(sleepNs, busy ? ShortestSleepNs : LongestSleepNs), mustStayAwake);
            }
        }
        catch (Exception e) when (e is CaptureException or InsufficientMemoryException)
        {
            session.Abandon();
            throw new CaptureException(DiagnosticId.CannotWrite, e.Message);
        }
        // First, so that no process of its waits for room in a lane that nobody reads any more.
        session.Abandon();
        recording.Finish(isOver: false);
        foreach (var text in sources.TakeAll())
            writer.Add(text);
        var damage = string.Join("; ", recording.Damage);
        writer.Finish(new RunEnd(recording.NowNs, 0, 0, damage));
        return damage;
    }

    private static string WorkingDirectoryOf(int pid) => new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? Environment.CurrentDirectory;

    private static string[] CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline", Encoding.UTF8).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
