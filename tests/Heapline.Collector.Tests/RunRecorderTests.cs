using Heapline.Capture;
using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class RunRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Program_without_an_agent_leaves_a_memory_curve_and_a_plain_word_about_it()
    {
        var (result, data) = Run("exit 3");
        Assert.Equal((3, 0, false), (result.ExitCode, result.Signal, result.AgentAttached));
        Assert.Equal((3, 0), (data.End!.ExitCode, data.End.Signal));
        Assert.Contains("could not enter the program", data.End.Note);
        Assert.Equal(["/bin/sh", "-c", "exit 3"], data.Run.Command);
        Assert.Single(data.Processes);
        Assert.Single(data.ProcessEnds);
        Assert.Null(data.Damage);
    }

    [Fact]
    public void Time_mode_says_nothing_about_agents_and_shows_none_a_session()
    {
        var (result, data) = Run("echo \"[$HEAPLINE_SESSION]\" > out; sleep 0.2", RecordingMode.Time);
        Assert.Equal("[]\n", Output());
        Assert.Equal("", data.End!.Note);
        Assert.Equal("time", data.Run.Mode);
        Assert.NotEmpty(data.Samples);
        Assert.Equal(result.PeakResidentBytes, data.Samples.Max(sample => sample.ResidentBytes));
        Assert.InRange(result.PeakResidentBytes, 100_000, 100_000_000);
    }

    [Fact]
    public void Signal_that_ends_the_program_is_reported_as_the_shell_would()
    {
        var (result, data) = Run("kill -9 $$");
        Assert.Equal((137, 9), (result.ExitCode, result.Signal));
        Assert.Equal((137, 9), (data.End!.ExitCode, data.End.Signal));
    }

    [Fact]
    public void Program_has_the_signals_and_files_it_would_have_had()
    {
        Run("grep -E 'SigBlk|SigIgn' /proc/self/status > out; ls /proc/$$/fd | sort -n | tr '\\n' ' ' >> out");
        var lines = Output().Split('\n');
        Assert.Equal("SigBlk:\t0000000000000000", lines[0]);
        Assert.Equal("0", lines[1].Split('\t')[1].TrimStart('0').PadLeft(1, '0'));
        Assert.StartsWith("0 1 2 ", lines[2]);
        Assert.DoesNotContain(lines[2].Split(' '), fd => fd.Length > 0 && new FileInfo($"/proc/self/fd/{fd}").LinkTarget?.Contains("heapline-") == true);
    }

    [Fact]
    public void Environment_is_the_same_but_for_what_was_asked()
    {
        Run("env > out", environment: new() { ["ADDED"] = "a=b", ["HOME"] = null });
        var variables = Output().Split('\n');
        Assert.Contains("ADDED=a=b", variables);
        Assert.DoesNotContain(variables, variable => variable.StartsWith("HOME=", StringComparison.Ordinal));
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}", variables);
        Assert.Contains(variables, variable => variable.StartsWith("HEAPLINE_SESSION=/", StringComparison.Ordinal));
    }

    [Fact]
    public void Program_that_does_not_exist_is_one_clear_line()
    {
        var exception = Assert.Throws<ProgramStartException>(() => RunRecorder.Run(Request(["no-such-program-at-all"])));
        Assert.Equal("cannot run no-such-program-at-all: No such file or directory", exception.Message);
        Assert.Equal(2, exception.Error);
    }

    [Fact]
    public void Capture_that_cannot_be_written_is_known_before_the_program_starts()
    {
        var marker = Path.Combine(_folder, "started");
        Assert.Throws<CaptureException>(() => RunRecorder.Run(Request(["touch", marker]) with { CapturePath = "/proc/none/x" }));
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public void Disk_that_fills_up_lets_the_program_run_to_its_end()
    {
        // The first block goes to /dev/full as well, so the failure comes at once; what matters is that it is the capture's and not ours.
        Assert.Throws<CaptureException>(() => RunRecorder.Run(Request(["true"]) with { CapturePath = "/dev/full" }));
    }

    private (RunResult Result, CaptureData Data) Run(
        string script, RecordingMode mode = RecordingMode.Exact, Dictionary<string, string?>? environment = null)
    {
        var request = Request(["/bin/sh", "-c", $"cd {_folder}\n{script}"]) with
        {
            Mode = mode, Environment = environment ?? [], DisplayedCommand = ["/bin/sh", "-c", script],
        };
        var result = RunRecorder.Run(request);
        return (result, CaptureReader.Read(request.CapturePath));
    }

    private RunRequest Request(IReadOnlyList<string> command) => new()
    {
        Command = command, CapturePath = Path.Combine(_folder, "x.mprofile"), HeaplineVersion = "1",
    };

    private string Output() => File.ReadAllText(Path.Combine(_folder, "out"));
}
