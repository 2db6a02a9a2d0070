using System.CommandLine;
using Heapline.Views.Report;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof flamegraph</c></summary>
internal static class FlamegraphVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var output = PageOptions.Output("CAPTURE.flame.html");
        var size = PageOptions.MaxSize();
        var json = CommonOptions.Json();
        var command = new Verb(
            "flamegraph", "Writes an HTML page that begins with the flame graph: which call paths hold the memory.", "[options] [CAPTURE]")
        {
            capture, output, size, json,
        };
        command.SetAction(parsed => PageOptions.Write(
            parsed.GetValue(capture), parsed.GetValue(output), ".flame.html",
            new ReportOptions { View = ReportView.Flame, MaxBytes = parsed.GetValue(size) }, parsed.GetValue(json)));
        return command;
    }
}
