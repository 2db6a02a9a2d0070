using System.CommandLine;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views.Plot;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof plot</c></summary>
internal static class PlotVerb
{
    public static Command Create()
    {
        var captures = new Argument<string[]>("CAPTURE")
        {
            Description = "The captures to draw, one or several on one axis; without it the newest *.mprofile in this folder",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Verb("plot", "Draws memory over time, here and as SVG beside the capture.", "[options] [CAPTURE…]") { captures };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(captures) ?? [];
            string?[] wanted = named.Length > 0 ? named : new string?[] { null };
            var paths = wanted.Select(name => CaptureFile.Choose(name, Directory.GetCurrentDirectory())).ToList();
            var timeline = Timeline.From([.. paths.Select(CaptureReader.Read)], [.. paths.Select(path => Path.GetFileName(path))]);
            return Output.Report(console => TerminalPlot.Render(console.Canvas, timeline));
        });
        return command;
    }
}
