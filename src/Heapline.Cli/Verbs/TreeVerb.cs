using System.CommandLine;
using System.Globalization;
using Heapline.Analysis;
using Heapline.Views;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof tree</c></summary>
internal static class TreeVerb
{
    public static Command Create()
    {
        var capture = CommonOptions.Capture();
        var sort = CommonOptions.Sort();
        var share = new Option<double?>("--min-share")
        {
            Description = "Leave out calls with less than this share of the whole, in percent [1; 0 with --json]",
            HelpName = "PERCENT",
            CustomParser = result =>
                double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 100
                    ? percent
                    : CommonOptions.Wrong<double?>(result, $"--min-share takes percent from 0 to 100, not '{result.Tokens[0].Value}'."),
        };
        var process = CommonOptions.Process();
        var split = CommonOptions.SplitThreads();
        var json = CommonOptions.Json();
        var command = new Verb("tree", "Shows memory as a tree of calls, outermost first.", "[options] [CAPTURE]")
        {
            capture, sort, share, process, split, json,
        };
        command.SetAction(parsed =>
        {
            var data = CaptureFile.Read(parsed.GetValue(capture), parsed.GetValue(process), parsed.GetValue(split));
            bool asJson = parsed.GetValue(json);
            var report = TreeReport.Of(data, parsed.GetValue(sort), (parsed.GetValue(share) ?? (asJson ? 0 : 1)) / 100);
            return asJson
                ? Output.Json(stream => TreeJson.Write(stream, data, report))
                : Output.Report(console => TreeView.Write(console, data, report));
        });
        return command;
    }
}
