using System.CommandLine;
using Heapline.Analysis;
using Heapline.Capture;
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
        var decorated = new Option<bool>("--decorated")
        {
            Description = "The line-by-line reports of functions decorated with @profile, in memory_profiler's columns: resident memory, not allocations",
        };
        var sort = CommonOptions.Sort();
        var limit = CommonOptions.Limit("lines", "those that matter, 40 at most; all with --json");
        var process = CommonOptions.Process();
        var split = CommonOptions.SplitThreads();
        var json = CommonOptions.Json();
        var command = new Verb("lines", "Shows memory per source line, source beside figures, hottest files first.", "[options] [CAPTURE]")
        {
            capture, file, function, decorated, sort, limit, process, split, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process));
            if (parsed.GetValue(decorated))
            {
                if (parsed.GetResult(sort) is { Implicit: false } || parsed.GetResult(limit) is { Implicit: false } || parsed.GetValue(split))
                    throw new UserErrorException("--sort, --limit and --split-threads do not go with --decorated: reports stand in the order in which functions were decorated, whole, of all threads");
                return Decorated(data, LineTables.Of(data, parsed.GetValue(file), parsed.GetValue(function)), parsed.GetValue(json));
            }
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

    private static int Decorated(CaptureData data, IReadOnlyList<LineTable> tables, bool json)
    {
        if (json)
            return Output.Json(stream => DecoratedJson.Write(stream, data, tables));
        if (tables.Count > 0)
            return Output.Text(writer => DecoratedView.Write(writer, data, tables));
        return Output.Report(console => console.Sentence("No lines of a decorated function were recorded: decorate one with @profile, and run it with mprof run (not with --time, which looks at no lines).", Palette.Quiet));
    }
}
