using System.Diagnostics;
using Xunit;

namespace Heapline.EndToEnd.Tests.DropIn;

/// <summary>What mprof says to whoever types the original's commands, right or wrong.</summary>
public sealed class MprofWords
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Without_a_verb_the_usage_is_printed_and_the_exit_code_is_1(string line)
    {
        using var workplace = new Workplace();
        var result = await Mprof.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), workplace.Folder);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Usage: mprof VERB [options]\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(line.Length == 0 ? "" : "mprof: there is no verb nonsense\n", result.Errors);
    }

    [Theory]
    [InlineData("plot", "there is no capture (*.mprofile, mprofile_*.dat) in this folder; make one with: mprof run SCRIPT.py")]
    [InlineData("peak", "there is no capture (*.mprofile, mprofile_*.dat) in this folder; make one with: mprof run SCRIPT.py")]
    [InlineData("export", "there is no capture (*.mprofile, mprofile_*.dat) in this folder; make one with: mprof run SCRIPT.py")]
    [InlineData("plot nowhere.dat", "there is no capture nowhere.dat")]
    [InlineData("plot --slop", "there is no option --slop")]
    [InlineData("peak 3", "there is no capture 3: this folder holds none")]
    [InlineData("rm", "a capture to remove must be given, by number (mprof list) or by name")]
    [InlineData("rm letter.txt", "letter.txt is no capture, neither of Heapline nor of the original mprof; nothing was removed")]
    [InlineData("peak letter.txt", "cannot read letter.txt: it is not a Heapline capture: expected it to begin with 89 48 50 4C 0D 0A 1A 0A, found 44 65 61 72 20 53 69 72")]
    [InlineData("lines x.dat", "x.dat is a profile of the original mprof and holds only the memory curve; mprof plot, peak, list and export read it")]
    [InlineData("attach 999999999", "there is no process 999999999")]
    [InlineData("attach no-such-program", "no running process has 'no-such-program' in its name; give a process id, or part of a name as ps shows it")]
    [InlineData("attach", "nothing to attach to: give the id or a part of the name of a running process")]
    [InlineData("run --backend tracemalloc x.py", "--backend 'tracemalloc' is not needed: the Python heap is in every capture beside resident memory, see mprof plot.")]
    [InlineData("run --backend fast x.py", "--backend takes psutil, posix (resident memory), psutil_pss or psutil_uss, not 'fast'.")]
    [InlineData("run -t soon x.py", "--timeout takes a number of seconds above 0, not 'soon'.")]
    [InlineData("run", "nothing to run: mprof run SCRIPT.py, mprof run -m MODULE, or mprof run PROGRAM")]
    public async Task Bad_input_gets_one_clear_line(string line, string words)
    {
        using var workplace = new Workplace();
        workplace.Write("letter.txt", "Dear Sir or Madam,\n");
        workplace.Write("x.dat", "MEM 1.000000 1795324189.0000\n");
        var result = await Mprof.RunAsync(line.Split(' '), workplace.Folder);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"mprof: {words}", result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
        Assert.True(File.Exists(workplace.File("letter.txt")));
    }

    [Fact]
    public async Task A_damaged_profile_is_read_and_its_first_bad_line_is_told()
    {
        using var workplace = new Workplace();
        workplace.Write("x.dat", "CMDLINE a\nMEM 1.500000 1795324189.0000\n\nMEM x\nMEM 1.250000 1795324190.0000\n");
        var result = await Mprof.RunAsync(["peak", "x.dat"], workplace.Folder);

        Assert.Equal((0, "x.dat\t1.500 MiB\n"), (result.ExitCode, result.Output));
        Assert.Equal("mprof: x.dat is not whole (CAP0008): line 3: expected a record, found a blank line; 1 more such lines were passed over\n", result.Errors);
    }

    [Fact]
    public async Task Flags_of_the_original_change_nothing_of_the_program_s_own()
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", "import sys; print(sys.argv[1:]); sys.exit(3)");
        var result = await Mprof.RunAsync(
            ["run", "-E", "-C", "-M", "-T", "0.05", "-t", "60", "--backend", "psutil_uss", "-o", "x.dat", "--python", Interpreters.PathOf(Interpreters.Newest), "x.py", "-t", "1"],
            workplace.Folder);

        Assert.Equal((3, "['-t', '1']\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("CMDLINE ", File.ReadAllText(workplace.File("x.dat")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_follows_the_process_that_was_meant_and_leaves_it_running()
    {
        using var workplace = new Workplace();
        // A program of a name that nobody else has; it ends when its input does.
        var name = $"cat-{Environment.ProcessId}";
        File.CreateSymbolicLink(workplace.File(name), "/bin/cat");
        using var program = Process.Start(new ProcessStartInfo(workplace.File(name)) { RedirectStandardInput = true })!;
        var result = await Mprof.RunAsync(["attach", name, "-o", "x.dat", "-T", "0.01", "-t", "0.2"], workplace.Folder);
        Assert.False(program.HasExited);
        program.StandardInput.Close();

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"follows process {program.Id} ", result.Errors, StringComparison.Ordinal);
        Assert.EndsWith("mprof: the process runs on\n", result.Errors, StringComparison.Ordinal);
        var lines = File.ReadAllLines(workplace.File("x.dat"));
        Assert.Equal($"CMDLINE {workplace.File(name)}", lines[0]);
        Assert.NotEmpty(lines[1..]);
        Assert.All(lines[1..], line => Assert.Matches(@"^MEM \d+\.\d{6} \d{10}\.\d{4}$", line));
        program.WaitForExit();
    }

    [Fact]
    public async Task The_recording_stops_after_the_timeout_and_the_program_goes_on()
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", "import sys\nlist(range(1000))\nsys.stdin.read()\nkept = bytearray(100_000_000)\nprint('done')\n");
        // Python must have begun by then: a fifteenth of a second is what it takes, and many times as much on a starved machine.
        long peak = 0;
        foreach (var seconds in new[] { 1, 5, 25 })
        {
            var capture = $"{seconds}.mprofile";
            var result = await Mprof.RunAsync(
                ["run", "-t", $"{seconds}", "-o", capture, Interpreters.PathOf(Interpreters.Newest), "x.py"], workplace.Folder, until: Seen.TheEndOfRecordingAsync);
            Assert.Equal((0, "done\n"), (result.ExitCode, result.Output));
            var stats = await Mprof.RunAsync(["stats", "--json", capture], workplace.Folder);
            using var json = System.Text.Json.JsonDocument.Parse(stats.Output);
            peak = json.RootElement.GetProperty("peak_heap_bytes").GetInt64();
            if (peak > 0)
                break;
        }
        Assert.InRange(peak, 1, 99_999_999);
    }
}
