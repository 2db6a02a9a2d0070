using System.Text.Json;
using Heapline.Analysis;
using Heapline.Tests;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class JsonKeysTests
{
    private static readonly string[] s_figures =
    [
        "at_peak_bytes", "at_peak_allocations", "live_at_end_bytes", "live_at_end_allocations", "allocated_bytes", "allocations",
        "temporary_allocations",
    ];

    [Fact]
    public void Lines_have_these_keys_and_the_hottest_is_first()
    {
        var capture = SampleRun.Capture();
        using var json = Parse(stream => LinesJson.Write(stream, capture, LineReport.Of(capture)));
        var lines = json.RootElement.GetProperty("lines");

        Assert.All(lines.EnumerateArray(), line => Assert.Equal(["file", "line", "function", .. s_figures], Keys(line)));
        Assert.Equal(("/usr/lib/python3.12/json/decoder.py", 354, "JSONDecoder.raw_decode", 112L << 20), (
            lines[0].GetProperty("file").GetString(), lines[0].GetProperty("line").GetInt32(),
            lines[0].GetProperty("function").GetString(), lines[0].GetProperty("at_peak_bytes").GetInt64()));
    }

    [Fact]
    public void Stats_have_these_keys()
    {
        var capture = SampleRun.Capture();
        using var json = Parse(stream => StatsJson.Write(stream, capture, StatsReport.Of(capture)));
        string[] promised =
        [
            "command", "python_version", "mode", "started_at", "duration_seconds", "peak_heap_bytes", "peak_heap_at_seconds", "peak_rss_bytes",
            "allocations", "frees", "allocated_bytes", "live_at_end_bytes", "live_at_end_allocations", "temporary_allocations", "lost_events",
        ];

        Assert.Empty(promised.Except(Keys(json.RootElement)));
        Assert.Equal("2026-11-22T10:15:00+01:00", json.RootElement.GetProperty("started_at").GetString());
        Assert.Equal(1.204m, json.RootElement.GetProperty("peak_heap_at_seconds").GetDecimal());
        Assert.Equal(2.31m, json.RootElement.GetProperty("duration_seconds").GetDecimal());
    }

    [Fact]
    public void Rows_leave_as_they_are_written_however_many_they_are()
    {
        // A table of a large program has gigabytes; held until its end, as it once was, it is more than an array can hold.
        var whole = new MemoryStream();
        long atLastRow = 0;
        JsonReport.Write(whole, SampleRun.Capture(), json => JsonReport.Rows(json, "rows", Enumerable.Range(0, 100_000), (row, number) =>
        {
            row.WriteString("text", new string('x', 100));
            atLastRow = whole.Length;
        }));

        Assert.InRange(atLastRow, whole.Length - (2 << 20), whole.Length);
        whole.Position = 0;
        using var parsed = JsonDocument.Parse(whole);
        Assert.Equal(100_000, parsed.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void Table_rows_have_these_keys_and_the_stack_outermost_first()
    {
        var capture = SampleRun.Capture();
        using var json = Parse(stream => TableJson.Write(stream, capture, TableReport.Of(capture)));
        var rows = json.RootElement.GetProperty("rows");

        Assert.All(rows.EnumerateArray(), row =>
            Assert.Equal(["stack", "allocator", "thread", "thread_name", "process", .. s_figures], Keys(row)));
        Assert.All(rows[0].GetProperty("stack").EnumerateArray(), frame => Assert.Equal(["function", "file", "line"], Keys(frame)));
        Assert.Equal(
            ["<module>", "load", "JSONDecoder.raw_decode"],
            rows[0].GetProperty("stack").EnumerateArray().Select(frame => frame.GetProperty("function").GetString()));
        Assert.Equal("PyObject_Malloc", rows[0].GetProperty("allocator").GetString());
    }

    [Fact]
    public void Tree_nodes_name_their_parent_and_come_after_it()
    {
        var capture = SampleRun.Capture();
        using var json = Parse(stream => TreeJson.Write(stream, capture, TreeReport.Of(capture, minShare: 0)));
        var seen = new HashSet<int>();
        foreach (var node in json.RootElement.GetProperty("nodes").EnumerateArray())
        {
            Assert.Equal(["id", "parent", "function", "file", "line", .. s_figures, .. s_figures.Select(key => "own_" + key)], Keys(node));
            var parent = node.GetProperty("parent");
            Assert.True(parent.ValueKind == JsonValueKind.Null || seen.Contains(parent.GetInt32()));
            seen.Add(node.GetProperty("id").GetInt32());
        }
        Assert.NotEmpty(seen);
    }

    [Fact]
    public void Tree_of_a_recursion_ten_thousand_deep_is_written()
    {
        var build = new CaptureBuilder();
        var stack = Heapline.Capture.StackId.None;
        var fall = build.Function("fall", "app.py", 1);
        for (int depth = 0; depth < 10_000; depth++)
            stack = build.FreshStack(stack, fall, 2);
        var site = build.Site(stack);
        var capture = build.Tick(0, [new(site, 1, 10, 0, 0, 0)]).Peak(1, new Heapline.Capture.LiveBlocks(site, 1, 10)).Build();

        using var json = Parse(stream => TreeJson.Write(stream, capture, TreeReport.Of(capture)));

        Assert.Equal(10_000, json.RootElement.GetProperty("nodes").GetArrayLength());
        Assert.NotEmpty(Rendered.Text(80, console => TreeView.Write(console, capture, TreeReport.Of(capture))));
    }

    [Fact]
    public void Summary_functions_and_stacks_have_these_keys()
    {
        var capture = SampleRun.Capture();
        using var json = Parse(stream => SummaryJson.Write(stream, capture, SummaryReport.Of(capture)));

        Assert.All(json.RootElement.GetProperty("functions").EnumerateArray(), function => Assert.Equal(
            ["function", "file", .. s_figures.Select(key => "total_" + key), .. s_figures.Select(key => "own_" + key)], Keys(function)));
        Assert.All(json.RootElement.GetProperty("stacks").EnumerateArray(), stack => Assert.Equal(["stack", .. s_figures], Keys(stack)));
    }

    private static JsonDocument Parse(Action<Stream> write) => JsonDocument.Parse(Rendered.Json(write));

    private static List<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
