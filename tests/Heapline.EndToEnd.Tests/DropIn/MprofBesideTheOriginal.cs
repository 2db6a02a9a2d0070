using System.Globalization;
using Xunit;

namespace Heapline.EndToEnd.Tests.DropIn;

/// <summary>The same files given to the original mprof and to ours, and ours given to the original.</summary>
public sealed class MprofBesideTheOriginal
{
    private const string Profile = """
        FUNC __main__.load 24.0000 1795324189.2000 60.0000 1795324189.9000 0
        FUNC store.parse 30.0000 1795324189.3000 61.5000 1795324189.8000 1
        CMDLINE /usr/bin/python3.11 load.py
        MEM 20.000000 1795324189.0000
        MEM 24.062500 1795324189.1000
        CHLD 11191 8.500000 1795324189.4000
        MEM 55.250000 1795324189.4000
        CHLD 11191 18.031250 1795324189.5000
        MEM 62.500000 1795324189.6000
        MEM 22.000000 1795324190.0000

        """;

    private const string Script = """
        import time
        from memory_profiler import profile

        def until_read(began):
            # Until there is a reading of now.
            while True:
                with open("x.dat") as file:
                    if any(line.startswith("MEM ") and line.endswith("\n") and float(line.split()[2]) > began for line in file):
                        return
                time.sleep(0.005)

        @profile(stream=open("/dev/null", "w"))
        def outer():
            kept = bytearray(20_000_000)
            inner()
            return kept

        @profile(stream=open("/dev/null", "w"))
        def inner():
            until_read(time.time())

        outer()
        """;

    private const string Slope = """
        import sys, mprof, numpy
        p = mprof.read_mprofile_file(sys.argv[1])
        t, m = p["timestamp"], p["mem_usage"]
        for calls in p["func_timestamp"].values():
            for c in calls:
                t.extend(c[:2]); m.extend(c[2:4])
        print(" slope {0:.5f}".format(numpy.polyfit(numpy.asarray(t) - min(t), m, 1)[0]))
        """;

    [Theory]
    [InlineData("list")]
    [InlineData("peak")]
    [InlineData("peak -1 0")]
    [InlineData("peak mprofile_20261122101500.dat mine.dat")]
    [InlineData("peak --func __main__.load")]
    [InlineData("peak --func nothing.here 0 1")]
    [InlineData("rm --dry-run 0 -1")]
    [InlineData("clean --dry-run")]
    [InlineData("plot -o x.png short.txt")]
    public async Task Both_say_the_same(string line)
    {
        using var workplace = Folder();
        var arguments = line.Split(' ');
        var original = await Original.MprofAsync(workplace.Folder, arguments);
        var ours = await Mprof.RunAsync(arguments, workplace.Folder);

        Assert.Equal(0, original.ExitCode);
        Assert.Equal(original.Output, ours.Output);
        Assert.Equal((0, ""), (ours.ExitCode, ours.Errors));
    }

    [Theory]
    [InlineData("rm 0", "mine.dat|mprofile_20261122101500.dat|short.txt")]
    [InlineData("rm -1", "mine.dat|mprofile_20250101000000.dat|short.txt")]
    [InlineData("rm mine.dat", "mprofile_20250101000000.dat|mprofile_20261122101500.dat|short.txt")]
    [InlineData("clean", "mine.dat|short.txt")]
    public async Task Both_remove_the_same(string line, string left)
    {
        using var theirs = Folder();
        using var ours = Folder();
        Assert.Equal(0, (await Original.MprofAsync(theirs.Folder, line.Split(' '))).ExitCode);
        Assert.Equal(0, (await Mprof.RunAsync(line.Split(' '), ours.Folder)).ExitCode);

        Assert.Equal(left.Split('|'), Names(theirs.Folder));
        Assert.Equal(left.Split('|'), Names(ours.Folder));
    }

    [Fact]
    public async Task Both_see_the_same_slope()
    {
        using var workplace = Folder();
        var original = await Original.PythonAsync(workplace.Folder, "import sys; sys.path.insert(0, '/usr/lib/python3/dist-packages')\n" + Slope, "mine.dat");
        var ours = await Mprof.RunAsync(["plot", "-s", "mine.dat"], workplace.Folder);

        Assert.True(original.ExitCode == 0, original.ToString());
        Assert.Contains(original.Output.TrimEnd('\n'), ours.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task What_run_writes_as_dat_the_original_reads_and_plots(string python)
    {
        using var workplace = new Workplace();
        workplace.Write("marked.py", Script);
        var run = await Mprof.RunAsync(["run", "-T", "0.02", "-o", "x.dat", Interpreters.PathOf(python), "marked.py"], workplace.Folder, environment: OurPackage);
        Assert.True(run.ExitCode == 0, run.ToString());

        var text = File.ReadAllText(workplace.File("x.dat"));
        Assert.Matches(@"\ACMDLINE \S+ marked\.py\n", text);
        Assert.Matches(@"(?m)^FUNC __main__\.outer \d+\.\d{4} \d{10}\.\d{4} \d+\.\d{4} \d{10}\.\d{4} 0$", text);
        Assert.Matches(@"(?m)^FUNC __main__\.inner \d+\.\d{4} \d{10}\.\d{4} \d+\.\d{4} \d{10}\.\d{4} 1$", text);
        await SamePeaksAndAPictureAsync(workplace, "x.dat");
        var theirs = await Original.MprofAsync(workplace.Folder, "peak", "--func", "__main__.inner", "x.dat");
        Assert.Equal(theirs.Output, (await Mprof.RunAsync(["peak", "--func", "__main__.inner", "x.dat"], workplace.Folder)).Output);
        Assert.True(double.Parse(theirs.Output.Split('\t')[1].Split(' ')[0], CultureInfo.InvariantCulture) > 20_000_000 / 1048576.0, theirs.ToString());
    }

    [Fact]
    public async Task Both_name_functions_by_their_modules_and_levels()
    {
        using var workplace = new Workplace();
        Directory.CreateDirectory(workplace.File("pkg"));
        workplace.Write("pkg/__init__.py", "@profile\ndef top():\n    return 1\n");
        workplace.Write("pkg/io.py", """
            class Reader:
                @profile
                def load(self):
                    with profile.timestamp("blk"):
                        return self.parse()

                @staticmethod
                @profile
                def parse():
                    return (lambda: 1)()
            """);
        workplace.Write("app.py", """
            import time
            import pkg, pkg.io

            @profile
            def main():
                pkg.top()
                pkg.io.Reader().load()
                time.sleep(0.3)

            @profile
            def made():
                @profile
                def inner():
                    return 1
                return inner

            main()
            made()()
            """);
        Assert.Equal(0, (await Original.MprofAsync(workplace.Folder, "run", "-o", "theirs.dat", "app.py")).ExitCode);
        var ours = await Mprof.RunAsync(["run", "-o", "ours.dat", "/usr/bin/python3", "app.py"], workplace.Folder);
        Assert.True(ours.ExitCode == 0, ours.ToString());

        Assert.Equal(Calls("theirs.dat"), Calls("ours.dat"));
        Assert.Equal(7, Calls("ours.dat").Count);

        // Name and level of each call.
        List<string> Calls(string file) => [.. File.ReadAllLines(workplace.File(file)).Where(line => line.StartsWith("FUNC ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).Select(words => $"{words[1]} {words[6]}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task What_export_writes_the_original_reads_and_plots_children_too()
    {
        using var workplace = new Workplace();
        workplace.Write("parent.py", """
            import subprocess, sys
            subprocess.run([sys.executable, "-c", "import sys; kept = bytearray(30_000_000); sys.stdin.read()"], check=True)
            """);
        var python = Interpreters.PathOf(Interpreters.Newest);
        var run = await Mprof.RunAsync(
            ["run", "-q", python, "parent.py"], workplace.Folder, until: (mprof, over) => Seen.ProcessesAsync(mprof, Path.GetFileName(python), 2, over));
        Assert.True(run.ExitCode == 0, run.ToString());
        var export = await Mprof.RunAsync(["export", "--format", "dat", "-o", "out.dat", "-1"], workplace.Folder);
        Assert.Equal((0, ""), (export.ExitCode, export.Errors));

        var peaks = await SamePeaksAndAPictureAsync(workplace, "out.dat");
        Assert.Contains("  Child ", peaks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-C", false)]
    [InlineData("-M", true)]
    public async Task Children_of_any_program_are_in_the_sum_or_by_themselves(string flag, bool apart)
    {
        using var workplace = new Workplace();
        var script = $"{Interpreters.PathOf(Interpreters.Newest)} -c 'import sys; kept = b\"x\" * 40_000_000; sys.stdin.read()'; true";
        var run = await Mprof.RunAsync(
            ["run", "--nopython", flag, "-o", "x.dat", "/bin/sh", "-c", script], workplace.Folder,
            until: (_, over) => Seen.InFileAsync(workplace.File("x.dat"), lines => lines.Any(line => line[..4] is "MEM " or "CHLD" && double.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture) > 38), over));
        Assert.True(run.ExitCode == 0, run.ToString());

        var lines = (await SamePeaksAndAPictureAsync(workplace, "x.dat")).TrimEnd('\n').Split('\n');
        Assert.Equal(apart ? 2 : 1, lines.Length);
        Assert.True(Peak(lines[^1]) > 38, lines[^1]);
        Assert.True(apart ? Peak(lines[0]) < 30 : true, lines[0]);

        static double Peak(string line) => double.Parse(line.Split('\t')[^1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    // The package is on the path of a program that mprof runs; PYTHONPATH says so to one that imports it by itself.
    private static Dictionary<string, string> OurPackage => new() { ["PYTHONPATH"] = Path.Combine(Mprof.Home, "python", "lib") };

    private static async Task<string> SamePeaksAndAPictureAsync(Workplace workplace, string file)
    {
        var theirs = await Original.MprofAsync(workplace.Folder, "peak", file);
        var ours = await Mprof.RunAsync(["peak", file], workplace.Folder);
        Assert.True(theirs.ExitCode == 0, theirs.ToString());
        Assert.Equal(theirs.Output, ours.Output);
        var plot = await Original.MprofAsync(workplace.Folder, "plot", "-s", "-o", "theirs.png", file);
        Assert.True(plot.ExitCode == 0 && File.Exists(workplace.File("theirs.png")), plot.ToString());
        return ours.Output;
    }

    private static Workplace Folder()
    {
        var workplace = new Workplace();
        foreach (var name in new[] { "mprofile_20261122101500.dat", "mprofile_20250101000000.dat", "mine.dat" })
            workplace.Write(name, Profile);
        workplace.Write("short.txt", "CMDLINE true\n");
        return workplace;
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
