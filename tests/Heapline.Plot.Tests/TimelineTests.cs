using Heapline.Analysis;
using Heapline.Capture;
using Xunit;
using static Heapline.Plot.Tests.SampleCaptures;

namespace Heapline.Plot.Tests;

public sealed class TimelineTests
{
    private static readonly CaptureData Bare = new() { Run = Run("python", "x.py"), End = new RunEnd(1_000_000_000, 0, 0, "") };

    [Fact]
    public void Heap_holds_between_ticks_and_shows_the_high_of_a_tick()
    {
        var heap = Timeline.From(Bare with { Ticks = [Tick(0, 0, 100, 10, 50, 50), Tick(0, 5, 200, 10, 60, 500)] }).Runs[0].Heap;
        Assert.Equal(
            [new(0.1, 0), new(0.11, 50), new(0.2, 50), new(0.205, 500), new(0.21, 60), new(1, 60)], heap.Points);
    }

    [Fact]
    public void Spike_of_the_peak_stands_at_the_time_of_the_peak()
    {
        var heap = Timeline.From(Bare with { Ticks = [Tick(0, 0, 0, 10, 60, 500)], Peaks = [new Peak(0, 9_000_000, 500, [])] }).Runs[0].Heap;
        Assert.Contains(new TimelinePoint(0.009, 500), heap.Points);
        Assert.Equal(new TimelinePoint(0.009, 500), heap.Peak);
    }

    [Fact]
    public void Peak_that_lasts_beyond_its_tick_is_on_the_curve_at_its_time()
    {
        var heap = Timeline.From(Bare with { Ticks = [Tick(0, 0, 0, 10, 60, 60), Tick(0, 1, 10, 10, 500, 500)], Peaks = [new Peak(0, 10_000_000, 500, [])] }).Runs[0].Heap;
        Assert.Equal([new(0, 0), new(0.01, 60), new(0.01, 500), new(0.02, 500), new(1, 500)], heap.Points);
    }

    [Fact]
    public void Peak_after_the_last_tick_of_a_cut_capture_is_on_the_curve()
    {
        var heap = Timeline.From(Bare with { End = null, Ticks = [Tick(0, 0, 0, 10, 60, 60)], Peaks = [new Peak(0, 15_000_000, 500, [])] }).Runs[0].Heap;
        Assert.Equal(new TimelinePoint(0.015, 500), heap.Points[^1]);
    }

    [Fact]
    public void Heap_of_a_process_ends_with_it()
    {
        var heap = Timeline.From(Bare with { Ticks = [Tick(0, 0, 0, 10, 60, 60)], ProcessEnds = [new ProcessEnd(0, 400_000_000, 0, 0, 0)] }).Runs[0].Heap;
        Assert.Equal(new TimelinePoint(0.4, 60), heap.Points[^1]);
    }

    [Fact]
    public void Sum_of_processes_rises_and_falls_in_steps()
    {
        var run = Timeline.From(Bare with
        {
            Samples = [new(0, 0, 10), new(1, 100_000_000, 5), new(0, 200_000_000, 20), new(1, 200_000_000, 7)],
            ProcessEnds = [new ProcessEnd(1, 300_000_000, 0, 0, 0)],
        }).Runs[0];
        Assert.Equal(2, run.Processes.Count);
        Assert.Equal(
            [new(0, 10), new(0.1, 10), new(0.1, 15), new(0.2, 15), new(0.2, 25), new(0.2, 27), new(0.3, 27), new(0.3, 20)], run.Resident.Points);
        Assert.Equal(new TimelinePoint(0.2, 27), run.Resident.Peak);
    }

    [Fact]
    public void Reading_of_nothing_before_a_process_started_is_left_out()
    {
        var run = Timeline.From(Bare with
        {
            Processes = [new ProcessInfo(0, 1, 0, [], "", 500_000_000)], Samples = [new(0, 0, 0), new(0, 500_000_000, 7), new(0, 600_000_000, 0)],
        }).Runs[0];
        Assert.Equal([new(0.5, 7), new(0.6, 0)], run.Resident.Points);
    }

    [Fact]
    public void Cut_capture_lasts_to_the_last_thing_recorded()
    {
        var cut = Bare with { End = null, Samples = [new(0, 5_000_000, 1)], Ticks = [Tick(0, 0, 0, 30, 1, 1)] };
        Assert.Equal(0.03, Timeline.From(cut).DurationSeconds);
    }

    [Fact]
    public void Title_is_the_command_line_quoted_as_for_a_shell_without_the_folder_of_the_program() =>
        Assert.Equal("python 'a b.py' '' 'it'\\''s' /x/--x=1", Timeline.From(Bare with { Run = Run("/opt/py/bin/python", "a b.py", "", "it's", "/x/--x=1") }).Title);

    [Fact]
    public void Runs_of_one_name_are_told_apart() =>
        Assert.Equal(["x.py", "x.py (2)", "other"], Timeline.From([Bare, Bare, Bare], ["x.py", "x.py", "other"]).Runs.Select(run => run.Name));

    [Fact]
    public void Several_runs_last_as_long_as_the_longest() =>
        Assert.Equal(3, Timeline.From([Bare, Bare with { End = new RunEnd(3_000_000_000, 0, 0, "") }]).DurationSeconds);

    [Fact]
    public void No_capture_at_all_is_said() => Assert.Equal("There is no capture to plot.", Timeline.From([]).EmptyReason);

    [Fact]
    public void One_run_with_memory_is_enough_to_plot_several() => Assert.Null(Timeline.From([Bare, OneSample]).EmptyReason);

    // The cases of one name, of names that differ in the middle, and of one that is another's ending.
    [Theory]
    [InlineData(new[] { "m.py:f" }, new[] { "f" })]
    [InlineData(new[] { "m.py:f", "m.py:g" }, new[] { "f", "g" })]
    [InlineData(new[] { "m.py:f", "n.py:f", "n.py:g" }, new[] { "m.f", "n.f", "g" })]
    [InlineData(new[] { "/a/m.py:f", "/b/m.py:f" }, new[] { "a.m.f", "b.m.f" })]
    [InlineData(new[] { "m.py:A.f", "m.py:B.f", "m.py:f" }, new[] { "A.f", "B.f", "m.f" })]
    [InlineData(new[] { "f:f", "x/f:f" }, new[] { "f.f", "x.f.f" })]
    [InlineData(new[] { "m.py:outer.<locals>.inner" }, new[] { "inner" })]
    [InlineData(new[] { "/.a.py:f", "a.py:f" }, new[] { ".a.f", "a.f" })]
    public void Labels_are_the_shortest_endings_that_no_other_function_has(string[] functions, string[] labels)
    {
        var capture = Bare with
        {
            Functions = [.. functions.Select(text => text.Split(':')).Select((parts, line) => new Function(parts[1], parts[0], line))],
            Spans = [.. functions.Select((_, index) => Span(index, index, index + 1, 0, 0, 0))],
        };
        Assert.Equal(labels, Timeline.From(capture).Runs[0].Spans.Select(span => span.Label));
    }

    [Fact]
    public void Functions_of_one_name_and_file_tell_their_line()
    {
        var capture = Bare with
        {
            Functions = [new("f", "m.py", 3), new("f", "m.py", 30)], Spans = [Span(0, 0, 1, 0, 0, 0), Span(1, 2, 3, 0, 0, 0), Span(0, 4, 5, 0, 0, 0)],
        };
        var spans = Timeline.From(capture).Runs[0].Spans;
        Assert.Equal(["f:3", "f:30", "f:3"], spans.Select(span => span.Label));
        Assert.Equal([0, 1, 0], spans.Select(span => span.Function));
    }

    [Fact]
    public void Calls_of_unknown_functions_are_left_out() =>
        Assert.Empty(Timeline.From(Bare with { Spans = [Span(7, 0, 1, 0, 0, 0), Span(-1, 0, 1, 0, 0, 0)] }).Runs[0].Spans);
}
