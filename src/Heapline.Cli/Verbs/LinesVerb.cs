using System.CommandLine;
using Heapline.Analysis;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof lines</c></summary>
internal static class LinesVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var file = new Option<string?>("--file") { Description = "Only files whose name contains this", HelpName = "TEXT" };
        var function = new Option<string?>("--function") { Description = "Only functions whose name contains this", HelpName = "TEXT" };
        var sort = CommonOptions.Sort();
        var limit = CommonOptions.Limit("lines", "those that matter, 40 at most; all with --json");
        var process = CommonOptions.Process();
        var split = CommonOptions.SplitThreads();
        var json = CommonOptions.Json();
        var command = new Verb("lines", "Shows memory per source line, source beside figures, hottest files first.", "[options] [CAPTURE]")
        {
            capture, file, function, sort, limit, process, split, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process));
            if (parsed.GetValue(split))
            {
                var threads = LineReport.ByThread(data, parsed.GetValue(sort), parsed.GetValue(file), parsed.GetValue(function));
                return parsed.GetValue(json)
                    ? Output.Json(stream => LinesJson.Write(stream, data, threads, parsed.GetValue(limit) ?? 0))
                    : Output.Report(console => LinesView.Write(console, data, threads, parsed.GetValue(limit)));
            }
            var report = LineReport.Of(data, parsed.GetValue(sort), parsed.GetValue(file), parsed.GetValue(function));
            return parsed.GetValue(json)
                ? Output.Json(stream => LinesJson.Write(stream, data, report, parsed.GetValue(limit) ?? 0))
                : Output.Report(console => LinesView.Write(console, data, report, parsed.GetValue(limit)));
        });
        return command;
    }
}
