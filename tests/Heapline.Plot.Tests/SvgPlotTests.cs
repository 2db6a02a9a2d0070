using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views.Plot;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed partial class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Plot_of_one_run_looks_as_expected() => Golden.Matches("pipeline.svg", SvgPlot.Render(Timeline.From(SampleCaptures.Pipeline)));

    [Fact]
    public void Limit_of_memory_is_a_line() => Golden.Matches("limited.svg", SvgPlot.Render(Timeline.From(SampleCaptures.Limited)));

    [Fact]
    public void Plot_of_several_processes_looks_as_expected() => Golden.Matches("workers.svg", SvgPlot.Render(Timeline.From(SampleCaptures.Workers)));

    [Fact]
    public void Plot_of_two_runs_looks_as_expected() =>
        Golden.Matches("two-runs.svg", SvgPlot.Render(Timeline.From([SampleCaptures.Pipeline, SampleCaptures.PipelineAgain])));

    [Fact]
    public void Plot_of_one_sample_looks_as_expected() => Golden.Matches("one-sample.svg", SvgPlot.Render(Timeline.From(SampleCaptures.OneSample)));

    [Fact]
    public void Plot_of_an_empty_capture_says_so()
    {
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From(SampleCaptures.Empty)));
        Assert.Contains(svg.Descendants(Svg + "text"), text => text.Value.StartsWith("No memory was recorded: the run took 0.004 s", StringComparison.Ordinal));
        Assert.Empty(svg.Descendants(Svg + "path"));
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        var text = SvgPlot.Render(Timeline.From(SampleCaptures.Hostile), new SvgPlotOptions { Title = "</title><script>alert(1)</script>\0\u001b\ufffe\ud800" });
        var svg = XElement.Parse(text);
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "foreignObject" or "a" or "image" or "use");
        Assert.Equal(@"</title><script>alert(1)</script>\x00\x1b\ufffe\ud800", svg.Element(Svg + "title")!.Value);
        Assert.Contains(svg.Descendants(Svg + "text"), label => label.Value == "évil\"'\\x1b[2J 0.600s");
        Assert.Contains(svg.Descendants(Svg + "text"), label => label.Value == "<lambda> 1.970s");
    }

    [Fact]
    public void Document_asks_for_nothing_outside_of_it()
    {
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From(SampleCaptures.Pipeline)));
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "src" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), attribute => attribute.Value.Contains("//", StringComparison.Ordinal));
    }

    [Fact]
    public void Seven_hours_are_drawn_in_few_points_and_with_their_one_second_spike()
    {
        var text = SvgPlot.Render(Timeline.From(SampleCaptures.SevenHours));
        var svg = XElement.Parse(text);
        var line = svg.Descendants(Svg + "path").Single(path => (string?)path.Attribute("stroke-width") == "1.8" && path.Attribute("fill") is not null);
        Assert.InRange(Command().Count(line.Attribute("d")!.Value), 100, 2000);
        Assert.True(text.Length < 60_000, $"{text.Length} characters");
        var peak = svg.Descendants(Svg + "circle").Last();
        Assert.Matches($"[ V]{Regex.Escape(peak.Attribute("cy")!.Value)}[MLHV]", line.Attribute("d")!.Value);
        Assert.Contains(svg.Descendants(Svg + "text"), label => label.Value == "time (in hours)");
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("many")]
    [InlineData("hostile")]
    [InlineData("workers")]
    [InlineData("two")]
    public void Labels_do_not_collide_and_stay_inside(string name)
    {
        CaptureData[] captures = name switch
        {
            "many" => [SampleCaptures.ManyCalls],
            "hostile" => [SampleCaptures.Hostile],
            "workers" => [SampleCaptures.Workers],
            "two" => [SampleCaptures.Pipeline, SampleCaptures.PipelineAgain],
            _ => [SampleCaptures.Pipeline],
        };
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From(captures)));
        // A halo is the same text once more, under its label.
        var boxes = svg.Descendants(Svg + "text").Where(text => text.Attribute("stroke") is null && text.Attribute("transform") is null).Select(Box).ToList();
        Assert.All(boxes, box => Assert.True(box.Left >= 0 && box.Right <= 1260 && box.Top >= 0 && box.Bottom <= 540, box.ToString()));
        for (var one = 0; one < boxes.Count; one++)
        {
            for (var other = one + 1; other < boxes.Count; other++)
                Assert.False(boxes[one].Overlaps(boxes[other]), $"{boxes[one]} and {boxes[other]}");
        }
    }

    [Fact]
    public void Long_title_is_cut_to_the_width()
    {
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From(SampleCaptures.OneSample), new SvgPlotOptions { Title = new string('W', 500) }));
        var title = svg.Descendants(Svg + "text").First();
        Assert.EndsWith("…", title.Value, StringComparison.Ordinal);
        // A bold W of DejaVu Sans is 1.1 em wide, the plot 1142 pixels.
        Assert.InRange(title.Value.Length * 17 * 1.103, 1050, 1150);
    }

    [Fact]
    public void Dark_theme_is_dark_without_a_style_sheet()
    {
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From(SampleCaptures.Pipeline), new SvgPlotOptions { Theme = SvgTheme.Dark }));
        Assert.Empty(svg.Descendants(Svg + "style"));
        Assert.Equal("#11151c", (string?)svg.Elements(Svg + "g").First().Attribute("color"));
    }

    [Fact]
    public void Every_colour_class_has_its_dark_value()
    {
        var svg = XElement.Parse(SvgPlot.Render(Timeline.From([.. Enumerable.Repeat(SampleCaptures.Pipeline, 8)])));
        var style = svg.Element(Svg + "style")!.Value;
        Assert.All(svg.Descendants(Svg + "g"), group => Assert.Contains($".{group.Attribute("class")!.Value}{{color:#", style, StringComparison.Ordinal));
    }

    private static LabelBox Box(XElement text)
    {
        double Number(string name) => double.Parse(text.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        // 0.6 em a letter is what DejaVu Sans takes for ordinary text.
        var (width, size) = (text.Value.Length * Number("font-size") * 0.6, Number("font-size"));
        var left = Number("x") - (string?)text.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
        return new LabelBox(text.Value, left, Number("y") - size * 0.8, left + width, Number("y") + size * 0.2);
    }

    private sealed record LabelBox(string Text, double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(LabelBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }

    [GeneratedRegex("[MLHV]")]
    private static partial Regex Command();
}
