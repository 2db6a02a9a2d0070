using System.Diagnostics;
using Xunit;

namespace Heapline.EndToEnd.Tests.DropIn;

/// <summary>What <c>mprof run -o x.dat</c> leaves in the file, however the run ends; and <c>--time</c>, in which the program notes its decorated functions itself.</summary>
public sealed class MprofDatFiles
{
    private const string Decorated = """
        import os, time

        @profile
        def outer():
            kept = bytearray(20_000_000)
            return inner(kept)

        @profile(precision=2)
        def inner(kept):
            until_read(time.time())
            with profile.timestamp("blk"):
                return len(kept)

        def until_read(began):
            # Where mprof writes its readings into a file, until there is one of now.
            while os.path.exists("x.dat"):
                with open("x.dat") as file:
                    if any(line.startswith("MEM ") and line.endswith("\n") and float(line.split()[2]) > began for line in file):
                        return
                time.sleep(0.005)

        print(outer())
        """;

    [Fact]
    public async Task A_file_that_is_there_is_appended_to()
    {
        using var workplace = new Workplace();
        const string before = "CMDLINE something old\nMEM 900.000000 1795324189.0000\nMEM 12.500000 1795324190.0000";
        workplace.Write("x.dat", before);
        workplace.Write("x.py", "print(1)");
        for (int run = 0; run < 2; run++)
            Assert.Equal(0, (await Mprof.RunAsync(["run", "-o", "x.dat", Interpreters.PathOf(Interpreters.Newest), "x.py"], workplace.Folder)).ExitCode);

        var text = File.ReadAllText(workplace.File("x.dat"));
        Assert.StartsWith(before + "\nCMDLINE ", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("CMDLINE ").Length - 1);
        Assert.Equal(["x.dat", "x.py"], Directory.GetFiles(workplace.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("x.dat\t900.000 MiB\n", (await Original.MprofAsync(workplace.Folder, "peak", "x.dat")).Output);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_leaves_the_file_as_it_was()
    {
        using var workplace = new Workplace();
        workplace.Write("x.dat", "CMDLINE something old\n");
        workplace.Write("broken", "#!/nowhere/interpreter\n");
        await Command.RunAsync("/bin/chmod", ["+x", "broken"], workplace.Folder);
        var there = await Mprof.RunAsync(["run", "--nopython", "-o", "x.dat", "./broken"], workplace.Folder);
        var fresh = await Mprof.RunAsync(["run", "--nopython", "-o", "y.dat", "./broken"], workplace.Folder);

        Assert.Equal((2, 2), (there.ExitCode, fresh.ExitCode));
        Assert.Equal("CMDLINE something old\n", File.ReadAllText(workplace.File("x.dat")));
        Assert.False(File.Exists(workplace.File("y.dat")));
    }

    [Fact]
    public async Task When_mprof_is_killed_the_file_holds_what_was_seen_until_then()
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", "import sys; kept = bytearray(30_000_000); sys.stdin.read()");
        var start = new ProcessStartInfo(Mprof.Program) { WorkingDirectory = workplace.Folder, RedirectStandardInput = true };
        // The folder in which the capture of the run is made is nobody's after the kill.
        start.Environment["TMPDIR"] = workplace.Folder;
        foreach (var argument in new[] { "run", "--time", "-T", "0.01", "-o", "x.dat", Interpreters.PathOf(Interpreters.Newest), "x.py" })
            start.ArgumentList.Add(argument);
        using var mprof = Process.Start(start)!;
        using (var seen = new CancellationTokenSource(TimeSpan.FromMinutes(2)))
            while (!Lines().Any(line => Mebibytes(line) > 30))
                await Task.Delay(10, seen.Token);
        mprof.Kill();
        await mprof.WaitForExitAsync(TestContext.Current.CancellationToken);
        mprof.StandardInput.Close();

        Assert.StartsWith("CMDLINE ", Lines()[0], StringComparison.Ordinal);
        var theirs = await Original.MprofAsync(workplace.Folder, "peak", "x.dat");
        Assert.True(theirs.ExitCode == 0, theirs.ToString());
        Assert.Equal(theirs.Output, (await Mprof.RunAsync(["peak", "x.dat"], workplace.Folder)).Output);

        // The last line may be on its way.
        string[] Lines() => File.Exists(workplace.File("x.dat")) ? File.ReadAllText(workplace.File("x.dat")).Split('\n')[..^1] : [];
    }

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task With_time_decorated_functions_are_marked_and_their_lines_let_be(string python)
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", Decorated);
        var run = await Mprof.RunAsync(["run", "-q", "--time", "-o", "x.dat", Interpreters.PathOf(python), "x.py"], workplace.Folder);

        Assert.Equal((0, "20000000\n", ""), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal(["__main__.outer 0", "__main__.inner 1", ".blk 2"], Calls(workplace.File("x.dat")));
        var theirs = await Original.MprofAsync(workplace.Folder, "peak", "--func", "__main__.inner", "x.dat");
        Assert.True(Mebibytes("MEM " + theirs.Output.Split('\t')[1]) > 20_000_000 / 1048576.0, theirs.ToString());
    }

    [Fact]
    public async Task With_time_the_imported_decorator_is_ours_although_the_original_is_installed()
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", "import sys\nfrom memory_profiler import profile\n" + Decorated.Replace("profile.timestamp(\"blk\")", "open('/dev/null')", StringComparison.Ordinal) + "\nprint('heapline' in sys.modules)\n" + """
            @profile(stream=sys.stdout)
            def reported():
                return 1
            reported()
            """);
        var run = await Mprof.RunAsync(["run", "-q", "--time", "/usr/bin/python3", "x.py"], workplace.Folder);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith("20000000\nTrue\nFilename: ", run.Output, StringComparison.Ordinal);
        var export = await Mprof.RunAsync(["export", "--format", "dat", "-o", "x.dat"], workplace.Folder);
        Assert.True(export.ExitCode == 0, export.ToString());
        Assert.Equal(["__main__.outer 0", "__main__.inner 1"], Calls(workplace.File("x.dat")));
    }

    [Fact]
    public async Task With_nopython_the_program_is_let_be_as_by_the_original()
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", Decorated);
        var run = await Mprof.RunAsync(["run", "-q", "--nopython", "-o", "x.dat", "/usr/bin/python3", "x.py"], workplace.Folder);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("NameError: name 'profile' is not defined", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time")]
    [InlineData("-M")]
    public async Task What_memory_usage_samples_with_is_no_child(string mode)
    {
        using var workplace = new Workplace();
        workplace.Write("x.py", """
            import time
            from memory_profiler import memory_usage
            print(len(memory_usage((time.sleep, (0.6,)), interval=0.05, max_iterations=1)) > 1)
            """);
        var run = await Mprof.RunAsync(["run", "-q", mode, "-M", "-o", "x.dat", Interpreters.PathOf(Interpreters.Newest), "x.py"], workplace.Folder);

        Assert.Equal((0, "True\n", ""), (run.ExitCode, run.Output, run.Errors));
        var lines = File.ReadAllLines(workplace.File("x.dat"));
        Assert.Contains(lines, line => line.StartsWith("MEM ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("CHLD ", StringComparison.Ordinal));
    }

    // Name and level of each call, by function in the order that they were first called.
    private static List<string> Calls(string file) =>
        [.. File.ReadAllLines(file).Select(line => line.Split(' ')).Where(words => words[0] == "FUNC").Select(words => $"{words[1]} {words[6]}")];

    private static double Mebibytes(string line) =>
        line.StartsWith("MEM ", StringComparison.Ordinal) ? double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
}
