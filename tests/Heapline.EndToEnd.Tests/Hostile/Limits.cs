using Xunit;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>Whatever is limited, the program does what it does without mprof.</summary>
public sealed class Limits
{
    private static string Python => Interpreters.Newest;

    [Fact]
    public async Task Limits_and_attributes_that_it_sets_itself() =>
        (await SideBySide.RunAsync(Python, [SourceTree.Target("limits_itself")])).SeeNoDifference().Kept("limits_itself", "kept", 2_000_033);

    [Fact]
    public async Task Child_under_strict_seccomp() =>
        (await SideBySide.RunAsync(Python, [SourceTree.Target("seccomp_strict_child")])).SeeNoDifference().Kept("seccomp_strict_child", "kept", 2_000_033);

    [Fact]
    public async Task Address_space_of_four_gigabytes()
    {
        var both = (await Truth.RunUnderAsync(["prlimit", "--as=4096000000"], Python, [SourceTree.Target("kept_until_the_end")])).SeeNoDifference();
        Assert.Equal(0, both.Profiled.ExitCode);
    }

    [Theory, InlineData("<&-"), InlineData(">&-"), InlineData("<&- >&-"), InlineData("<&- >&- 2>&-")]
    public async Task Closed_standard_descriptors(string closing)
    {
        using var workplace = new Workplace();
        var (plain, profiled, capture) = (workplace.File("plain"), workplace.File("profiled"), workplace.File("it.mprofile"));
        var (python, target) = (Interpreters.PathOf(Python), SourceTree.Target("closed_descriptors"));
        var first = await Command.RunAsync("sh", ["-c", $"exec \"$@\" {closing}", "sh", python, target, plain], workplace.Folder);
        var second = await Command.RunAsync("sh", ["-c", $"exec \"$@\" {closing}", "sh", Mprof.Program, "run", "-o", capture, python, target, profiled], workplace.Folder);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(File.ReadAllText(plain), File.ReadAllText(profiled));
        Assert.Equal(0, (await Reports.ReadAsync(capture, [])).Stat("exit_code"));
    }

    [Fact]
    public async Task No_descriptor_left_within_the_program()
    {
        var both = await Truth.RunUnderAsync(["prlimit", "--nofile=1024:1024"], Python, [SourceTree.Target("opens_all_descriptors")]);
        Assert.Equal(both.Plain.Output, both.Profiled.Output);
        Assert.Equal(both.Plain.ExitCode, both.Profiled.ExitCode);
        both.Kept("opens_all_descriptors", "kept", 2_000_033);
    }

    /// <summary>The shell has all but a few open before it begins: so many as Python itself needs, and fewer.</summary>
    [Theory, InlineData(1000), InlineData(1021)]
    public async Task Few_descriptors_left_before_the_program(int opened)
    {
        var opening = $"ulimit -n 1024; for ((n = 3; n < {opened}; n++)); do eval \"exec $n</dev/null\"; done; exec \"$@\"";
        var both = await Truth.RunUnderAsync(["bash", "-c", opening, "bash"], Python, [SourceTree.Target("kept_until_the_end")]);
        if (both.Profiled.ExitCode != both.Plain.ExitCode)
        {
            // It could not be started; that is said in one line.
            Assert.Equal(2, both.Profiled.ExitCode);
            Assert.Matches("^mprof: [^\n]+\n$", both.Profiled.Errors);
            return;
        }
        Assert.Equal(both.Plain.Output, both.Profiled.Output);
    }

    [Theory]
    [InlineData("missing", "mount --bind /proc/sys /dev/shm")]
    [InlineData("full", "mount -t tmpfs -o size=64k none /dev/shm")]
    [InlineData("full and nothing else", "mount -t tmpfs -o size=64k none /dev/shm && mount --rbind / /mnt && mount -t tmpfs -o size=256k none /tmp && for at in ROOT PYTHON; do mkdir -p $at && mount --bind /mnt$at $at; done", false)]
    [InlineData("read-only root", "mount --bind -o ro / /mnt; mount -o remount,ro,bind / 2>/dev/null || mount -o remount,ro /")]
    public async Task Shared_memory_that_is_not_as_usual(string what, string mounting, bool recorded = true)
    {
        Assert.NotEmpty(what);
        // Both may lie in /tmp, where they are to be seen whatever is mounted there.
        var pythonFolder = Path.GetFullPath(Path.Combine(Interpreters.PathOf(Python), "..", ".."));
        mounting = mounting.Replace("ROOT", SourceTree.Root, StringComparison.Ordinal).Replace("PYTHON", pythonFolder, StringComparison.Ordinal);
        using var workplace = new Workplace();
        var folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "native", Path.GetFileName(workplace.Folder))).FullName;
        try
        {
            var capture = Path.Combine(folder, "it.mprofile");
            // The capture's own folder stays writable under a root that is not.
            var script = $"set -e; mount --bind {folder} {folder}; {mounting}; exec \"$@\"";
            var run = await Command.RunAsync("unshare", [.. Unshare, "sh", "-c", script, "sh", Mprof.Program, "run", "-o", capture,
                Interpreters.PathOf(Python), SourceTree.Target("exits_with_three")], folder);
            Assert.Equal(3, run.ExitCode);
            var reports = await Reports.ReadAsync(capture, []);
            Assert.Equal(recorded, reports.Stat("allocations") > 0);
            if (!recorded)
                Assert.Contains("there is no shared memory to be had", run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Shared_memory_that_the_program_itself_fills_up()
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var script = "set -e; mount -t tmpfs -o size=6m none /dev/shm; exec \"$@\"";
        var run = await Command.RunAsync("unshare", [.. Unshare, "sh", "-c", script, "sh", Mprof.Program, "run", "-o", capture,
            Interpreters.PathOf(Python), SourceTree.Target("fills_shared_memory")], workplace.Folder);
        Assert.Equal((0, "1000\n"), (run.ExitCode, run.Output));
        var reports = await Reports.ReadAsync(capture, []);
        Assert.Equal(0, reports.Stat("lost_events"));
        var line = SourceTree.Line("fills_shared_memory", "each");
        var figures = reports.Lines.Single(row => row.Place.File.EndsWith("fills_shared_memory.py", StringComparison.Ordinal) && row.Place.Line == line).Figures;
        // Of each bytearray the object and its bytes.
        Assert.Equal((200_000L, 2_000L), (figures.Allocated.Blocks, figures.LiveAtEnd.Blocks));
    }

    // Root makes a mount namespace as it is; others a user namespace first, where they may.
    private static string[] Unshare => Environment.UserName == "root" ? ["-m"] : ["-rm"];
}
