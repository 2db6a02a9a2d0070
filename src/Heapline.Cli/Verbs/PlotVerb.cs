using System.CommandLine;
using System.Globalization;
using Heapline.Analysis;
using Heapline.Analysis.Dat;
using Heapline.Cli.Curves;
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
            Description = "The captures to draw, several on one axis, by name or by number (mprof list); without any the newest in this folder",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write FILE.svg, FILE.png or FILE.html and draw nothing here",
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
        var slope = new Option<bool>("--slope", "-s") { Description = "Draw the trend of each curve, with its slope in MiB a second" };
        var flame = new Option<bool>("--flame", "-f") { Description = "Draw the calls of decorated functions as rectangles, one in the other" };
        var process = CommonOptions.Process();
        var backend = new Option<string?>("--backend") { Description = "Taken for the original's sake: nothing but mprof itself is needed to draw", HelpName = "NAME" };
        var command = new Verb(
            "plot", "Draws memory over time, here and as SVG beside the capture (CAPTURE.svg).", "[options] [CAPTURE…]")
        {
            captures, output, title, window, plain, slope, flame, process, backend,
        };
        command.SetAction(parsed =>
        {
            var drawing = new Drawing(parsed.GetValue(title), parsed.GetValue(window), !parsed.GetValue(plain), parsed.GetValue(slope), parsed.GetValue(flame));
            return Run(parsed.GetValue(captures) ?? [], parsed.GetValue(output), drawing, parsed.GetValue(process));
        });
        return command;
    }

    private static int Run(string[] named, string? output, Drawing drawing, string? process)
    {
        var chosen = ChosenCurves.Find(named, Directory.GetCurrentDirectory());
        var paths = chosen.Paths;
        var captures = paths.Select(path => CaptureFile.Only(CurveFile.ReadCapture(path), process)).ToList();
        foreach (var (path, capture) in paths.Zip(captures))
            ChosenCurves.Warn(path, capture.Damage);
        var timeline = Timeline.From(captures, paths.Count > 1 ? [.. paths.Select(path => Path.GetFileName(path))] : null);
        if (timeline.EmptyReason is not null && paths.Count == 1 && captures[0].Run.Mode == DatProfile.Mode)
            return Output.Text(writer => writer.Write(Nothing(paths[0])));
        if (output is not null && output.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            if (paths.Count > 1)
                throw new UserErrorException($"a page shows one capture, and {paths.Count} were named");
            drawing.SavePage(captures[0], output);
            return chosen.ExitCode;
        }
        if (output is not null)
        {
            drawing.Save(timeline, output);
            Output.Report(console => Saved(console, output));
            return chosen.ExitCode;
        }

        string? svg = paths.Count == 1 && timeline.EmptyReason is null ? paths[0] + ".svg" : null;
        Output.Report(console =>
        {
            drawing.Show(console, timeline);
            if (svg is not null && TrySave(drawing, timeline, svg))
                Saved(console, svg);
        });
        return chosen.ExitCode;
    }

    // In the original's words, and with its exit code 0.
    private static string Nothing(string path) =>
        $"** No memory usage values have been found in the profile file.**\nFile path: {path}\nFile may be empty or invalid.\nIt can be deleted with \"mprof rm {path}\"\n";

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
            StandardStreams.Error.WriteLine($"mprof: the picture is not saved: {Printable.Text(e.Message)}");
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
