using System.CommandLine;
using Heapline.Views.Report;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof report</c></summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var output = PageOptions.Output("CAPTURE.html");
        var size = PageOptions.MaxSize();
        var json = CommonOptions.Json();
        var command = new Verb(
            "report", "Writes one HTML page to look at everything: timeline, flame graph, source, table.", "[options] [CAPTURE]")
        {
            capture, output, size, json,
        };
        command.SetAction(parsed => PageOptions.Write(
            parsed.GetValue(capture), parsed.GetValue(output), ".html", new ReportOptions { MaxBytes = parsed.GetValue(size) }, parsed.GetValue(json)));
        return command;
    }
}
