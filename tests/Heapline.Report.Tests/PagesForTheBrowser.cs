using System.Text.Json;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views.Report;
using Xunit;

namespace Heapline.Report.Tests;

/// <summary>Writes the pages that web/tests opens in Chromium, and what they must answer.</summary>
public sealed class PagesForTheBrowser
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    [Fact]
    public void The_simulated_run_is_written_with_its_answers()
    {
        var run = SimulatedRun.Create();
        Write("simulated", run.Capture);
        var answers = Answers.Of(run).ToList();
        Assert.True(answers.Count(answer => answer.Bytes > 0) > 100);
        File.WriteAllText(Path.Combine(Folder(), "answers.json"), JsonSerializer.Serialize(answers, s_json));
    }

    [Fact]
    public void The_hostile_run_is_written() => Write("hostile", HostileRun.Capture);

    [Fact]
    public void A_sampled_run_is_written_with_its_standard_errors()
    {
        var capture = SimulatedRun.Create().Capture;
        capture = capture with
        {
            Sampling = new Sampling { Rates = [new SamplingRate(0, 1, 4096)], Weights = [.. Enumerable.Range(5, 20).Select(site => new SiteWeight(new SiteId(site), 1, 3 + site))] },
        };
        Write("sampled", capture);
        var total = SiteFigures.Total(SiteFigures.Of(capture));
        Assert.True(total.StandardError(SortKey.End) > 1);
        File.WriteAllText(Path.Combine(Folder(), "errors.json"), JsonSerializer.Serialize(
            new { Alive = Math.Round(total.StandardError(SortKey.End)), Allocated = Math.Round(total.StandardError(SortKey.Allocated)), Blocks = Math.Round(total.StandardError(SortKey.Count)) }, s_json));
    }

    [Fact]
    public void A_curve_alone_is_written() =>
        Write("curve", SimulatedRun.Create().Capture with { Ticks = [], Peaks = [], Sites = [], Stacks = [], Functions = [], Spans = [] });

    [Fact]
    public void A_run_that_holds_nothing_is_written() => Write("nothing", new CaptureData { Run = SimulatedRun.Create().Capture.Run });

    private static void Write(string name, CaptureData capture)
    {
        var page = ReportPage.Make(capture, new ReportOptions());
        Assert.True(page.Bytes.Length > 10_000);
        File.WriteAllBytes(Path.Combine(Folder(), name + ".html"), page.Bytes.ToArray());
    }

    private static string Folder() => Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "report-pages")).FullName;
}
