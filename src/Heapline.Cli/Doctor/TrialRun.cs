using System.Globalization;
using Heapline.Capture;
using Heapline.Cli.Running;
using Heapline.Collector.Running;

namespace Heapline.Cli.Doctor;

/// <summary>Records a Python that allocates a little: whether all parts work together.</summary>
internal static class TrialRun
{
    // Prints nothing, and would not even if its output were closed.
    private const string Program = "kept = [bytes(1000) for _ in range(100)]";

    public static Finding Of()
    {
        var capture = Path.Combine(Path.GetTempPath(), $"heapline-doctor-{Environment.ProcessId}.mprofile");
        try
        {
            var python = PythonFinder.Find(Path.GetDirectoryName(Environment.ProcessPath) ?? AppContext.BaseDirectory);
            var result = RunRecorder.Run(new RunRequest
            {
                Command = [python.Path, "-c", Program],
                CapturePath = capture,
                Environment = Home.Locate().Environment(),
                PythonVersion = python.Version,
                HeaplineVersion = OwnVersion.Text,
            });
            return result switch
            {
                { AgentAttached: false } => new Finding(Verdict.Fails, "trial run", $"the agent did not come into {python.Path}",
                    $"Only the memory curve would be recorded. {result.Damage}".TrimEnd()),
                { ExitCode: not 0 } => new Finding(Verdict.Fails, "trial run", $"{python.Path} ended with exit code {result.ExitCode}"),
                { Allocations: < 100 } => new Finding(Verdict.Fails, "trial run", $"{result.Allocations} allocations were recorded where there were more than 100"),
                _ => new Finding(Verdict.Works, "trial run", string.Create(CultureInfo.InvariantCulture, $"{result.Allocations:N0} allocations recorded, {result.LostEvents} lost")),
            };
        }
        catch (Exception e) when (e is UserErrorException or CaptureException or ProgramStartException or IOException or UnauthorizedAccessException)
        {
            return new Finding(Verdict.Fails, "trial run", e.Message);
        }
        finally
        {
            File.Delete(capture);
        }
    }
}
