using Heapline.Capture;
using Heapline.Tests;
using Xunit;

namespace Heapline.Analysis.Tests;

public sealed class TableReportTests
{
    [Fact]
    public void Rows_through_a_place_are_those_that_pass_it_anywhere_on_their_stack()
    {
        var build = new CaptureBuilder();
        var main = build.Function("<module>", "/srv/app.py", 1);
        var load = build.Function("load", "/srv/lib/load.py", 1);
        SiteId[] sites =
        [
            build.Site(build.Stack((main, 3))), build.Site(build.Stack((main, 3), (load, 7))),
            build.Site(build.Stack((main, 4), (load, 7))), build.Site(build.Stack((main, 5))), build.Site(StackId.None),
        ];
        var capture = build.Tick(0, [.. sites.Select((site, index) => new SiteChange(site, 1, 1 << index, 0, 0, 0))]).Build();

        Assert.Equal(1 + 2, Through(capture, "app.py:3"));
        Assert.Equal(2 + 4, Through(capture, "load.py"));
        Assert.Equal(2 + 4, Through(capture, "lib/load.py:7"));
        Assert.Equal(1 + 2 + 4, Through(capture, "app.py:3", "load.py:7"));
        Assert.Equal(0, Through(capture, "pp.py:3"));
        Assert.Equal(0, Through(capture, "app.py:33"));
    }

    [Theory]
    [InlineData("app.py", "app.py", 0), InlineData("app.py:12", "app.py", 12), InlineData("odd:name", "odd:name", 0), InlineData("a:b:3", "a:b", 3)]
    [InlineData("app.py:0", "app.py:0", 0), InlineData("app.py:-3", "app.py:-3", 0)]
    public void A_place_is_a_file_or_a_line_of_it(string text, string file, int line)
    {
        Assert.True(SourcePlace.TryParse(text, out var place));
        Assert.Equal(new SourcePlace(file, line), place);
    }

    [Theory, InlineData(""), InlineData(":12")]
    public void A_place_without_a_file_is_none(string text) => Assert.False(SourcePlace.TryParse(text, out _));

    private static long Through(CaptureData capture, params string[] places) => TableReport.Of(capture)
        .Through([.. places.Select(text => SourcePlace.TryParse(text, out var place) ? place : throw new ArgumentException(text))])
        .Rows.Sum(row => row.Figures.AllocatedBytes);
}
