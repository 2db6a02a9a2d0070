using System.Runtime.InteropServices;
using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Collector.Sampling;
using Heapline.Views;

namespace Heapline.Cli.Running;

/// <summary>One run of <c>mprof attach</c>.</summary>
/// <param name="Hint">Process id, or part of a name.</param>
/// <param name="Output">The capture; null to name it after the process.</param>
/// <param name="Interval">Time between two readings.</param>
/// <param name="Timeout">When to stop if the process has not ended.</param>
/// <param name="Memory">Which of the kernel's figures is read.</param>
/// <param name="IncludeChildren">Whether a .dat holds the memory of the process and its children together.</param>
/// <param name="EachChild">Whether a .dat holds each child by itself.</param>
/// <param name="Redactions">What is kept out of the capture.</param>
/// <param name="Quiet">Whether to say nothing.</param>
internal sealed record Attaching(
    string Hint, string? Output, TimeSpan Interval, TimeSpan Timeout, MemoryKind Memory, bool IncludeChildren, bool EachChild, Redactions Redactions, bool Quiet)
{
    /// <summary>Follows the process and writes what was seen. An interrupt ends the recording, not its result.</summary>
    public int Run()
    {
        int pid = ProcessSearch.Find(Hint);
        var path = Output ?? NameOf(pid) + CaptureFile.Extension;
        bool isDat = DatRun.IsWanted(path, Redactions);
        if (!isDat)
            CapturePath.Prepare(path);
        using var dat = isDat ? new DatRun(path, CommandOf(pid), IncludeChildren, EachChild) : null;
        if (!Quiet)
            StandardStreams.Error.WriteLine(Printable.Text(FormattableString.Invariant(
                $"mprof: follows process {pid} ({NameOf(pid)}) until it ends, for {Timeout.TotalSeconds:0.###} s at most; Ctrl+C stops it")));
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        AttachResult result;
        try
        {
            result = AttachRecorder.Run(
                new AttachRequest
                {
                    Pid = pid, CapturePath = dat?.CapturePath ?? path, Observer = dat, Interval = Interval, Timeout = Timeout, Memory = Memory,
                    FollowChildren = IncludeChildren || EachChild || dat is null, Redactions = Redactions, HeaplineVersion = OwnVersion.Text,
                },
                stop.Token);
        }
        catch (ProgramStartException e)
        {
            if (dat is not null)
                dat.TakeBack();
            else
                File.Delete(path);
            throw new UserErrorException(e.Message);
        }
        dat?.Finish();
        if (!Quiet)
            Recording.Say(new RunClosing(
                (long)(result.Duration.TotalSeconds * 1e9), null, result.Processes, 0, result.PeakBytes, path, new FileInfo(path).Length,
                NeedsName: Recording.NeedsName(path), result.HasEnded ? "" : "the process runs on"));
        return ExitCode.Success;
    }

    private static string NameOf(int pid)
    {
        var command = CommandOf(pid);
        var script = command.Skip(1).FirstOrDefault(argument => argument.EndsWith(".py", StringComparison.Ordinal)) ?? command.FirstOrDefault() ?? "";
        return Path.GetFileName(script) is { Length: > 0 } name ? name : FormattableString.Invariant($"process-{pid}");
    }

    private static string[] CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
