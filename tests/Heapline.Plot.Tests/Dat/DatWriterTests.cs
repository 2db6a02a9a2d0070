using Heapline.Analysis;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class DatWriterTests
{
    [Fact]
    public void What_was_read_is_written_again()
    {
        var profile = DatText.Read(DatText.Sample);
        var again = DatText.Read(DatText.Write(profile));

        Assert.Equal(profile.Command, again.Command);
        Assert.Equal(profile.Readings, again.Readings);
        Assert.Equal(profile.Calls, again.Calls);
        Assert.Equal(profile.Children.SelectMany(child => child.Readings), again.Children.SelectMany(child => child.Readings));
    }

    [Fact]
    public void Lines_have_the_original_s_form()
    {
        var lines = DatText.Write(DatText.Read(DatText.Sample)).Split('\n');

        Assert.Equal("CMDLINE /usr/bin/python3.11 load.py 'two words' --fast", lines[0]);
        Assert.Equal("FUNC __main__.load 24.0000 1795324189.2000 60.0000 1795324189.9000 0", lines[1]);
        Assert.Equal("MEM 20.000000 1795324189.0000", lines[3]);
        Assert.Contains("CHLD 11191 8.500000 1795324189.4000", lines);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void Nothing_that_a_program_is_called_breaks_a_line()
    {
        var text = DatText.Write(new DatProfile
        {
            Command = "python3 -c import os\nprint(1)\r\u0085x",
            Calls = [new DatCall("__main__.two words\n", new(1, 2), new(3, 4), 0), new DatCall("", new(1, 2), new(3, 4), 0)],
        });

        Assert.Equal(
            "CMDLINE python3 -c import os print(1)  x\nFUNC __main__.two_words_ 2.0000 1.0000 4.0000 3.0000 0\nFUNC _ 2.0000 1.0000 4.0000 3.0000 0\n", text);
    }

    [Fact]
    public void A_capture_names_functions_as_modules_do_and_its_readings_by_the_clock()
    {
        var profile = DatOfCapture.Of(SampleCaptures.Pipeline, sumChildren: false, children: true);

        Assert.Equal("python3 pipeline.py --input 'data/2024 figures.csv'", profile.Command);
        Assert.Equal(["__main__.load", "__main__.main", "__main__.save", "tables.transform"], profile.Calls.Select(call => call.Name).Distinct().Order());
        Assert.Equal(240, profile.Readings.Count);
        Assert.Equal(SampleCaptures.Pipeline.Run.StartedAt.ToUnixTimeMilliseconds() / 1000.0 + 0.01, profile.Readings[1].UnixSeconds, 4);
        Assert.Empty(profile.Children);
    }

    [Fact]
    public void A_function_s_module_is_what_it_was_imported_as_where_that_is_known_and_a_marked_block_has_none()
    {
        var capture = new CaptureData
        {
            Run = new RunInfo("", ["python3", "run.py"], "", "exact", DateTimeOffset.UnixEpoch, 0),
            Functions = [new("Reader.load", "/src/pkg/io.py", 1), new("f", "/src/pkg/io.py", 9), new("part 1.5", "/src/run.py", 1), new("main", "/src/run.py", 1)],
            Modules = new Dictionary<FunctionId, string> { [new(0)] = "pkg.io", [new(2)] = "", [new(3)] = "__main__" },
            Spans = [.. Enumerable.Range(0, 4).Select(at => new FunctionSpan(0, new FunctionId(at), at, at + 1, 0, 0, 0))],
        };

        Assert.Equal(["pkg.io.load", "io.f", ".part 1.5", "__main__.main"], DatOfCapture.Of(capture, false, false).Calls.Select(call => call.Name));
    }

    [Fact]
    public void Children_stand_by_themselves_or_in_the_sum()
    {
        var apart = DatOfCapture.Of(SampleCaptures.Workers, sumChildren: false, children: true);
        var summed = DatOfCapture.Of(SampleCaptures.Workers, sumChildren: true, children: false);

        Assert.Equal([101, 102], apart.Children.Select(child => child.Pid));
        Assert.Equal(20, apart.PeakMebibytes());
        Assert.Empty(summed.Children);
        Assert.Equal(129, summed.PeakMebibytes());
    }

    [Fact]
    public void Readings_that_a_capture_leaves_out_on_a_level_stretch_are_put_back()
    {
        var capture = new CaptureData { Run = new RunInfo("", ["x"], "", "time", DateTimeOffset.UnixEpoch, 100_000_000) };

        var even = DatOfCapture.Evenly(capture, [new(0, 5), new(1, 5), new(1.1, 9), new(2, 7)]);

        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 2], even.Select(point => Math.Round(point.Seconds, 6)));
        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9, 7], even.Select(point => point.Bytes));
    }

    [Fact]
    public void A_hostile_interval_makes_no_endless_file()
    {
        var capture = new CaptureData { Run = new RunInfo("", ["x"], "", "time", DateTimeOffset.UnixEpoch, 1) };

        Assert.InRange(DatOfCapture.Evenly(capture, [new(0, 5), new(9e9, 5)]).Count, 2, 1_100_000);
    }

    [Fact]
    public void Readings_that_are_put_back_are_bounded_for_all_processes_together()
    {
        const int processes = 20;
        const long year = 31_536_000_000_000_000;
        var capture = new CaptureData
        {
            Run = new RunInfo("", ["x"], "", "exact", DateTimeOffset.UnixEpoch, 10_000_000),
            Processes = [.. Enumerable.Range(0, processes).Select(process => new ProcessInfo(process, 100 + process, 1, ["x"], "3.12.1", 0))],
            Samples = [.. Enumerable.Range(0, processes).SelectMany(process => new MemorySample[] { new(process, 0, 4096), new(process, year, 4096) })],
        };

        var profile = DatOfCapture.Of(capture, sumChildren: false, children: true);

        Assert.Equal(processes - 1, profile.Children.Count);
        Assert.All(profile.Children, child => Assert.InRange(child.Readings.Count, 25_000, 50_002));
        Assert.InRange(profile.Readings.Count + profile.Children.Sum(child => child.Readings.Count), processes, 1_001_000);
    }

    [Theory]
    [InlineData("CMDLINE ['python3', 'my script.py', '-v']", "python3 'my script.py' -v")]
    [InlineData("CMDLINE /usr/bin/python3 'a b.py' x", "python3 'a b.py' x")]
    [InlineData("CMDLINE 12345", "12345")]
    [InlineData("CMDLINE ' '", "' '")]
    public void The_command_is_taken_apart_as_it_was_put_together(string line, string title) =>
        Assert.Equal(title, Timeline.From(CaptureOfDat.Of(DatText.Read(line + "\nMEM 1 2.0000\n"), "x.dat")).Title);

    /// <summary>What begins and ends as Python's list of one text does, but is too short to be one, or as a quoted word and does not end so, is a word as any other.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("['")]
    [InlineData("[']")]
    [InlineData("'")]
    [InlineData("'x")]
    public void A_command_line_that_is_a_bracket_or_quote_that_nothing_closes_is_one_word(string command) =>
        Assert.Equal([command], CaptureOfDat.Of(DatText.Read($"CMDLINE {command}\nMEM 1 2.0000\n"), "x.dat").Run.Command);

    [Fact]
    public void A_file_that_names_no_command_is_called_by_its_name() =>
        Assert.Equal("x.dat", Timeline.From(CaptureOfDat.Of(DatText.Read("MEM 1 2.0000\n"), "x.dat")).Title);
}
