using System.CommandLine;
using Heapline.Analysis;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof stats</c></summary>
internal static class StatsVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var process = CommonOptions.Process();
        var json = CommonOptions.Json();
        var command = new Verb("stats", "Shows the figures of the whole run.", "[options] [CAPTURE]") { capture, process, json };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process));
            var report = StatsReport.Of(data);
            return parsed.GetValue(json)
                ? Output.Json(stream => StatsJson.Write(stream, data, report))
                : Output.Report(console => StatsView.Write(console, data, report));
        });
        return command;
    }
}
