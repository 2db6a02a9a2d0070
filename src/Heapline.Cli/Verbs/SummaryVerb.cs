using System.CommandLine;
using Heapline.Analysis;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof summary</c></summary>
internal static class SummaryVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var sort = CommonOptions.Sort();
        var limit = CommonOptions.Limit("functions", $"{SummaryView.DefaultLimit}; all with --json");
        var process = CommonOptions.Process();
        var split = CommonOptions.SplitThreads();
        var json = CommonOptions.Json();
        var command = new Verb("summary", "Shows memory per function, its own and in total, and the largest call stacks.", "[options] [CAPTURE]")
        {
            capture, sort, limit, process, split, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process), parsed.GetValue(split));
            var report = SummaryReport.Of(data, parsed.GetValue(sort));
            return parsed.GetValue(json)
                ? Output.Json(stream => SummaryJson.Write(stream, data, report, parsed.GetValue(limit) ?? 0))
                : Output.Report(console => SummaryView.Write(console, data, report, parsed.GetValue(limit) ?? SummaryView.DefaultLimit));
        });
        return command;
    }
}
