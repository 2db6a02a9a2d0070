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
        var sort = CommonOptions.Sort();
        var limit = CommonOptions.Limit("rows", $"{TableView.DefaultLimit}; all with --json");
        var json = CommonOptions.Json();
        var command = new Verb("table", "Shows a row per call stack, allocator and thread.", "[options] [CAPTURE]")
        {
            capture, sort, limit, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture));
            var report = TableReport.Of(data, parsed.GetValue(sort));
            return parsed.GetValue(json)
                ? Output.Json(stream => TableJson.Write(stream, data, report, parsed.GetValue(limit) ?? 0))
                : Output.Report(console => TableView.Write(console, data, report, parsed.GetValue(limit) ?? TableView.DefaultLimit));
        });
        return command;
    }
}
