using System.CommandLine;
using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Views;
using Heapline.Views.Plot;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof plot</c></summary>
internal static class PlotVerb
{
    public static Command Create()
    {
        var captures = new Argument<string[]>("CAPTURE")
        {
            Description = "The captures to draw, several on one axis; without any the newest *.mprofile in this folder",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write FILE.svg or FILE.png and draw nothing here",
            HelpName = "FILE",
        };
        var title = new Option<string?>("--title", "-t") { Description = "What to write above [the command line]", HelpName = "TEXT" };
        var window = new Option<PlotWindow?>("--window", "-w")
        {
            Description = "Draw from second A to second B only",
            HelpName = "A,B",
            CustomParser = result => Window(result.Tokens[0].Value)
                ?? CommonOptions.Wrong<PlotWindow?>(result, $"--window takes two times in seconds, the earlier first, such as 0.5,2; not '{result.Tokens[0].Value}'."),
        };
        var plain = new Option<bool>("--no-function-ts", "-n") { Description = "Leave out the calls of decorated functions" };
        var command = new Verb(
            "plot", "Draws memory over time, here and as SVG beside the capture (CAPTURE.svg).", "[options] [CAPTURE…]")
        {
            captures, output, title, window, plain,
        };
        command.SetAction(parsed =>
        {
            var drawing = new Drawing(parsed.GetValue(title), parsed.GetValue(window), !parsed.GetValue(plain));
            return Run(parsed.GetValue(captures) ?? [], parsed.GetValue(output), drawing);
        });
        return command;
    }

    private static int Run(string[] named, string? output, Drawing drawing)
    {
        string?[] wanted = named.Length > 0 ? named : new string?[] { null };
        var paths = wanted.Select(name => CaptureFile.Choose(name, Directory.GetCurrentDirectory())).ToList();
        var timeline = Timeline.From([.. paths.Select(CaptureReader.Read)], paths.Count > 1 ? [.. paths.Select(path => Path.GetFileName(path))] : null);
        if (output is not null)
        {
            drawing.Save(timeline, output);
            return Output.Report(console => Saved(console, output));
        }

        string? svg = paths.Count == 1 && timeline.EmptyReason is null ? paths[0] + ".svg" : null;
        int code = Output.Report(console =>
        {
            drawing.Show(console, timeline);
            if (svg is not null && TrySave(drawing, timeline, svg))
                Saved(console, svg);
        });
        return code;
    }

    // The picture beside the capture is an extra: a folder that cannot be written to does not spoil the one in the terminal.
    private static bool TrySave(Drawing drawing, Timeline timeline, string path)
    {
        try
        {
            drawing.Save(timeline, path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"mprof: the picture is not saved: {Printable.Text(e.Message)}");
            return false;
        }
    }

    private static void Saved(ReportConsole console, string path) =>
        console.Line(new StyledLine { IsWhole = true }.Add("saved as ", Palette.Quiet).Add(path, Palette.Strong));

    private static PlotWindow? Window(string text) =>
        text.Split(',') is [var from, var to]
        && double.TryParse(from, NumberStyles.Float, CultureInfo.InvariantCulture, out double first)
        && double.TryParse(to, NumberStyles.Float, CultureInfo.InvariantCulture, out double last)
        && double.IsFinite(first) && double.IsFinite(last) && first < last
            ? new PlotWindow(first, last)
            : null;
}
