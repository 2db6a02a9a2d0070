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
        var capture = SimulatedSamples.Of(SimulatedRun.Create());
        Write("sampled", capture);
        var total = SiteFigures.Total(SiteFigures.Of(capture)).StandardErrors;
        Assert.True(total.LiveAtEndBytes > 1);
        var stacks = TableReport.Of(capture, SortKey.Allocated).Rows;
        Assert.True(stacks.Count < capture.Sites.Count);
        static double[] Rounded(double bytes, double blocks) => [Math.Round(bytes), Math.Round(blocks)];
        File.WriteAllText(Path.Combine(Folder(), "errors.json"), JsonSerializer.Serialize(new
        {
            Peak = Rounded(total.AtPeakBytes, total.AtPeakAllocations),
            Alive = Rounded(total.LiveAtEndBytes, total.LiveAtEndAllocations),
            Allocated = Rounded(total.AllocatedBytes, total.Allocations),
            Stacks = stacks.Select(row => Rounded(row.Figures.AllocatedBytes, row.Figures.StandardError(SortKey.Allocated))),
        }, s_json));
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
