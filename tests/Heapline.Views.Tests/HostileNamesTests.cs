using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class HostileNamesTests
{
    private const string Evil = "\u001b]0;owned\u0007\u001b[2J[red]x[/]\r\nforged  12 MiB\u009b31m\u202egnp.exe\ud800\t\u0000";

    private static CaptureData Capture()
    {
        var build = new CaptureBuilder
        {
            Run = new RunInfo("0.1.0", ["python3", Evil + ".py", Evil], "/" + Evil, "exact" + Evil, DateTimeOffset.UnixEpoch, 1),
            Damage = Evil,
        };
        int thread = build.Thread(0, 7, Evil);
        build.Sources[Evil] = Evil + "\ndef f():\n" + Evil;
        var stack = build.Stack((build.Function(Evil, Evil, 1), 1), (build.Function(Evil + "2", Evil + "2", 2), 3));
        SiteId[] sites = [build.Site(stack), build.Site(stack, thread: thread)];
        build.Tick(0, [new SiteChange(sites[0], 1, 5000, 0, 0, 0), new SiteChange(sites[1], 1, 5000, 0, 0, 0)])
            .Peak(1, new LiveBlocks(sites[0], 1, 5000));
        return build.Build();
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Nothing_of_a_name_reaches_the_terminal_but_visible_letters(bool styled)
    {
        var capture = Capture();
        var text = Rendered.Text(400, console =>
        {
            LinesView.Write(console, capture, LineReport.Of(capture));
            SummaryView.Write(console, capture, SummaryReport.Of(capture));
            TreeView.Write(console, capture, TreeReport.Of(capture));
            TableView.Write(console, capture, TableReport.Of(capture));
            StatsView.Write(console, capture, StatsReport.Of(capture));
            RunClosingView.Write(console, new RunClosing(1, 1, 1, 1, 1, Evil, 1, true, Evil));
        }, styled);

        // Our own colours are whole sequences that end in m; take them off, and no control character may be left.
        var bare = System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;]*m", "").Replace("\n", "", StringComparison.Ordinal);
        Assert.DoesNotContain(bare, letter => char.IsControl(letter) || letter == '\u202e' || char.IsSurrogate(letter));
        Assert.Contains("[red]x[/]", bare, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("forged", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_of_hostile_names_is_whole_and_free_of_control_characters()
    {
        var capture = Capture();
        Action<Stream>[] reports =
        [
            stream => LinesJson.Write(stream, capture, LineReport.Of(capture)),
            stream => SummaryJson.Write(stream, capture, SummaryReport.Of(capture)),
            stream => TreeJson.Write(stream, capture, TreeReport.Of(capture)),
            stream => TableJson.Write(stream, capture, TableReport.Of(capture)),
            stream => StatsJson.Write(stream, capture, StatsReport.Of(capture)),
        ];
        foreach (var report in reports)
        {
            var text = Rendered.Json(report);
            using var parsed = System.Text.Json.JsonDocument.Parse(text);
            Assert.DoesNotContain(text, letter => (char.IsControl(letter) && letter != '\n') || letter == '\u202e');
        }
    }

    [Theory]
    [InlineData("plain.py", "plain.py")]
    [InlineData("ünï/日本.py", "ünï/日本.py")]
    [InlineData("a\tb\nc\u001b", "a\\tb\\nc\\x1b")]
    [InlineData("\u202e\u2028", "\\u202e\\u2028")]
    public void Invisible_letters_are_written_as_escapes(string name, string shown) => Assert.Equal(shown, Printable.Text(name));

    [Fact]
    public void Bytes_that_were_no_letters_are_written_as_escapes() => Assert.Equal("\\udc80x", Printable.Text("\udc80x"));
}
