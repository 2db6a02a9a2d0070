using System.CommandLine;
using Heapline.Analysis;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof table</c></summary>
internal static class TableVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var through = new Option<SourcePlace[]>("--through")
        {
            Description = "Only call stacks that pass through this file, or through this line of it; may be given more than once",
            HelpName = "FILE[:LINE]",
            CustomParser = result => [.. result.Tokens.Select(token => SourcePlace.TryParse(token.Value, out var place)
                ? place
                : CommonOptions.Wrong<SourcePlace>(result, $"--through takes a file's name, or FILE:LINE, not '{token.Value}'."))],
        };
        var sort = CommonOptions.Sort();
        var limit = CommonOptions.Limit("rows", $"{TableView.DefaultLimit}; all with --json");
        var process = CommonOptions.Process();
        var split = CommonOptions.SplitThreads();
        var json = CommonOptions.Json();
        var command = new Verb("table", "Shows a row per call stack and allocator, and with --split-threads or --json per thread.", "[options] [CAPTURE]")
        {
            capture, through, sort, limit, process, split, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process));
            var report = TableReport.Of(data, parsed.GetValue(sort), mergeThreads: !parsed.GetValue(split) && !parsed.GetValue(json));
            if (parsed.GetValue(through) is { Length: > 0 } places)
                report = report.Through(places);
            return parsed.GetValue(json)
                ? Output.Json(stream => TableJson.Write(stream, data, report, parsed.GetValue(limit) ?? 0))
                : Output.Report(console => TableView.Write(console, data, report, parsed.GetValue(limit) ?? TableView.DefaultLimit));
        });
        return command;
    }
}
