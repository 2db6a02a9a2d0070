using System.Diagnostics;
using System.Globalization;
using Heapline.Capture;
using Heapline.Collector.Limits;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;
using Heapline.Protocol;

namespace Heapline.Collector.Running;

/// <summary>Runs a program and records what it does with memory, from its start to its end.</summary>
public static class RunRecorder
{
    // Agents wake the collector when a lane is half full; a sleep only bounds how stale the file may be.
    private const long LongestSleepNs = 10_000_000;
    private const long ShortestSleepNs = 1_000_000;
    // multiprocessing's resource tracker ends only when it sees that its parent has: it takes a moment longer than the program.
    private const long GraceNs = 200_000_000;

    /// <summary>
    /// Starts the program, records it until it ends, and writes the capture. The calling thread reads the program's events all the while.
    /// </summary>
    /// <exception cref="CaptureException">The capture cannot be written; the program was not started.</exception>
    /// <exception cref="ProgramStartException">The program cannot be started; the message is one line.</exception>
    public static RunResult Run(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        InheritedSignals.IgnoreFileSize();
        var intervalNs = Math.Max((long)request.Interval.TotalNanoseconds, 1_000_000);
        using var session = Share(request, out var problem);
        var startNs = Recording.MonotonicNs;
        var workingDirectory = Environment.CurrentDirectory;
        var run = new RunInfo(
            request.HeaplineVersion, request.DisplayedCommand ?? request.Command, workingDirectory,
            ModeName(session is null ? RecordingMode.Time : request.Mode, request.Sampling.Budget is not null), DateTimeOffset.Now, intervalNs);
        using var writer = request.MaxFileBytes is { } most
            ? CaptureWriter.Create(request.CapturePath, run, most, request.Redactions) : CaptureWriter.Create(request.CapturePath, run, request.Redactions);
        // Without spinning: between two readings it would take half a millisecond of processor time.
        using var ended = new ManualResetEvent(initialState: false);
        var rates = session != null && request.Mode == RecordingMode.Sampled ? SampleRates.Begin(session, writer, request.Sampling) : null;
        using var sources = new SourceShelf(workingDirectory);
        if (request.Redactions == Redactions.None)
            writer.FileNamed = sources.Name;
        using var program = Start(request, session, ended);
        var memory = OutOfMemoryWatch.Begin(program.Pid, writer);
        using var proportional = new ProportionalSampler();
        using var recording = new Recording(writer, session, startNs, intervalNs, request.PythonVersion, proportional)
        {
            Memory = request.Memory, Rates = rates, Observer = request.Observer, IsLast = request.IsLast,
        };
        if (problem.Length > 0)
            recording.Report(problem);

        var failure = Record(recording, sources, session, program, ended, request.Timeout is { } timeout ? (long)timeout.TotalNanoseconds : long.MaxValue);
        var stoppedNs = recording.NowNs;
        var stoppedEarly = program.End == null;
        ended.WaitOne(); // after a failure or a timeout the program still runs, unrecorded
        var end = program.End!.Value;
        var durationNs = stoppedEarly && failure == null ? stoppedNs : recording.NowNs;
        var kill = memory.KillOf(end.Signal, durationNs);
        failure ??= Finish(recording, sources, writer, request, end, kill, durationNs);
        if (failure != null)
            failure = LostCapture.Sentence(failure, writer, durationNs);
        var path = request.CapturePath;
        failure ??= LostCapture.Rescue(writer, ref path);
        return new RunResult
        {
            ExitCode = end.ExitCode,
            Signal = end.Signal,
            Duration = TimeSpan.FromMicroseconds(durationNs / 1000),
            PeakHeapBytes = recording.PeakHeapBytes,
            PeakResidentBytes = recording.PeakResidentBytes,
            Allocations = recording.Allocations,
            IsEstimated = rates is { Level: > 0 },
            Processes = recording.Processes,
            AgentAttached = recording.AgentAttached,
            CostNs = recording.CostNs,
            ProcessorNs = recording.ProcessorNs,
            OwnBytes = recording.OwnBytes,
            LostEvents = recording.LostEvents,
            UnseenFrees = recording.UnseenFrees,
            CapturePath = path,
            Outline = failure is null ? writer.Outline : null,
            Failure = failure,
            OutOfMemoryKill = kill,
            Damage = string.Join("; ", recording.Damage),
        };
    }

    private static string ModeName(RecordingMode mode, bool isBudget) => mode switch
    {
        RecordingMode.Time => "time",
        RecordingMode.Sampled => isBudget ? "budget" : "sampled",
        _ => "exact",
    };

    // Without shared memory the program runs all the same, and there is its memory curve.
    private static Session? Share(RunRequest request, out string problem)
    {
        problem = "";
        try
        {
            return request switch
            {
                { Mode: RecordingMode.Time } => null,
                { Mode: RecordingMode.Sampled, Sampling: { Budget: null, IntervalBytes: >= (long)SessionPage.SparseInterval } } =>
                    Session.Create(Session.SparseMainLaneWords, Session.SparseSideLaneSlots),
                _ => Session.Create(),
            };
        }
        catch (IOException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static ProgramRunner Start(RunRequest request, Session? session, ManualResetEvent ended)
    {
        var environment = new Dictionary<string, string?>(request.Environment) { [SessionPage.EnvironmentVariable] = session?.Folder };
        return ProgramRunner.Start(request.Command, environment, () =>
        {
            ended.Set();
            session?.Wake();
        });
    }

    /// <summary>Follows the program to its end. Returns what made that impossible, if anything did.</summary>
    private static string? Record(Recording recording, SourceShelf sources, Session? session, ProgramRunner program, ManualResetEvent ended, long timeoutNs)
    {
        try
        {
            recording.Follow(program.Pid, Environment.ProcessId);
            var mustStayAwake = () => program.End != null || recording.IsUrgent();
            while (program.End == null && recording.NowNs < timeoutNs)
            {
                var busy = recording.Turn();
                sources.ReadOn();
                var sleepNs = Math.Max(Math.Min(recording.NextNs, timeoutNs) - recording.NowNs, 0);
                if (session != null)
                    session.Sleep(Math.Min(sleepNs, busy ? ShortestSleepNs : LongestSleepNs), mustStayAwake);
                else
                    ShortWait.For(ended, sleepNs);
            }
            if (program.End == null)
            {
                session?.Abandon(); // first, so that no agent waits for room in a lane that nobody reads any more
                recording.Finish(isOver: false);
                return null;
            }
            AwaitStragglers(recording, session);
            recording.Finish();
            return null;
        }
        catch (Exception e)
        {
            // The disk is full, or there is no memory left, or mprof itself has a fault. Whatever it is, the program does not suffer for that: without the lock its
            // agents stop recording. Left locked, a fault of ours would let it wait for room in a lane for ever.
            session?.Abandon();
            return Reason(e);
        }
    }

    private static void AwaitStragglers(Recording recording, Session? session)
    {
        var untilNs = recording.NowNs + GraceNs;
        recording.Sample();
        while (session != null && recording.IsRecording && recording.NowNs < untilNs)
        {
            session.Sleep(2 * ShortestSleepNs, recording.IsUrgent);
            recording.Turn();
            recording.Sample();
        }
    }

    private static string? Finish(
        Recording recording, SourceShelf sources, CaptureWriter writer, RunRequest request, ProgramEnd end, OutOfMemoryKill? kill, long durationNs)
    {
        try
        {
            if (request.MarksPath is { } marks)
                recording.AddMarks(marks);
            if (kill != null)
                writer.Add(kill);
            // Half of the room that is left under the cap, so that the end of the run always fits.
            foreach (var text in sources.TakeAll())
                if (text.TextBytes < writer.RoomBytes / 2)
                    writer.Add(text);
            using (var self = Process.GetCurrentProcess())
                writer.Add(new CollectorCost(self.PeakWorkingSet64, (long)self.TotalProcessorTime.TotalNanoseconds));
            writer.Finish(new RunEnd(durationNs, end.ExitCode, end.Signal, NoteOn(recording, request)));
            return null;
        }
        catch (Exception e)
        {
            return Reason(e);
        }
    }

    private static string Reason(Exception e) =>
        e is CaptureException or InsufficientMemoryException or IOException ? e.Message : $"recording failed by a fault of mprof: {e.GetType().Name}: {e.Message}";

    private static string NoteOn(Recording recording, RunRequest request)
    {
        List<string> notes = [.. recording.Damage, .. recording.Notes];
        if (request.Mode != RecordingMode.Time && !recording.AgentAttached)
            notes.Insert(0, "the profiler could not enter the program, so only its resident memory over time was recorded");
        if (request.Timeout is { } timeout && recording.NowNs >= (long)timeout.TotalNanoseconds)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"the recording was to stop after {timeout.TotalSeconds:0.###} s"));
        if (request.Memory == MemoryKind.Proportional)
            notes.Add("memory is the proportional set (PSS): a page that n processes share counts as a part in n");
        if (request.Memory == MemoryKind.Unique)
            notes.Add("memory is the unique set (USS): pages shared with other processes do not count");
        if (recording.LostEvents > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{recording.LostEvents} events were not recorded"));
        return string.Join("; ", notes);
    }
}
