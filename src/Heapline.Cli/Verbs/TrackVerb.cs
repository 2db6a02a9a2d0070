using System.CommandLine;
using Heapline.Cli.Help;
using System.Globalization;
using Heapline.Capture;
using Heapline.Cli.Running;
using Heapline.Collector.Running;

namespace Heapline.Cli.Verbs;

/// <summary>
/// <c>mprof track</c>: what <c>heapline.Tracker</c> starts beside its process; not for people, and so not in the help. It says <c>session FOLDER</c> when the process may
/// let the agent in, reads its input for the word <c>stop</c> or the end, and says <c>done</c>, or <c>error</c> and a sentence.
/// </summary>
internal static class TrackVerb
{
    public static Command Create()
    {
        var process = new Argument<int>("PID");
        var output = new Option<string>("--output", "-o") { Required = true };
        var interval = SamplingOptions.Interval("0.01");
        var command = new Verb("track", "Records a process that lets the agent in by itself.", "-o FILE PID") { Group = VerbGroup.Record, Arguments = { process }, Options = { output, interval }, Hidden = true };
        command.SetAction(parsed => Track(parsed.GetValue(process), parsed.GetValue(output)!, parsed.GetValue(interval) ?? TimeSpan.FromMilliseconds(10)));
        return command;
    }

    private static int Track(int pid, string path, TimeSpan interval)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            CapturePath.Prepare(path);
            var damage = TrackRecorder.Run(new TrackRequest
            {
                Pid = pid,
                CapturePath = path,
                Interval = interval,
                HeaplineVersion = OwnVersion.Text,
                Ready = folder =>
                {
                    Say($"session {folder}");
                    new Thread(() => AwaitStop(stop)) { IsBackground = true }.Start();
                },
            }, stop.Token);
            Say(damage.Length == 0 ? "done" : $"error {damage}");
            return ExitCode.Success;
        }
        catch (Exception e) when (e is UserErrorException or CaptureException or IOException or UnauthorizedAccessException)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"error {e.Message.ReplaceLineEndings(" ")}"));
            return ExitCode.Failure;
        }
    }

    private static void AwaitStop(CancellationTokenSource stop)
    {
        // The end of input is the process's end, or a fork's that took its descriptors along: the recorder looks after that itself.
        while (Console.In.ReadLine() is { } line)
            if (line == "stop")
            {
                stop.Cancel();
                return;
            }
    }

    // Its reader may be gone, killed with its process: then there is nobody to tell.
    private static void Say(string line)
    {
        try
        {
            StandardStreams.Output.WriteLine(line);
        }
        catch (IOException)
        {
        }
    }
}
