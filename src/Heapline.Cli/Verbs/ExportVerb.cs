using System.CommandLine;
using Heapline.Cli.Help;
using System.Text;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Heapline.Cli.Curves;
using Heapline.Views.Plot;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof export</c></summary>
internal static class ExportVerb
{
    private static readonly string[] s_formats = ["dat", "csv", "json"];

    public static Command Create()
    {
        var capture = new Argument<string?>("CAPTURE")
        {
            Description = "A capture, by name or by number (mprof list); without it the newest in this folder",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<string?>("--format")
        {
            Description = "dat (for the original mprof and its readers), csv or json [what the name of FILE ends in, else dat]",
            HelpName = "FORMAT",
            CustomParser = result => s_formats.Contains(result.Tokens[0].Value)
                ? result.Tokens[0].Value
                : CommonOptions.Wrong<string?>(result, $"--format takes dat, csv or json, not '{result.Tokens[0].Value}'."),
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write FILE [standard output]", HelpName = "FILE" };
        var children = new Option<bool>("--include-children", "-C") { Description = "Add the children's memory to that of the program" };
        var command = new Verb("export", "Writes the memory curve of a capture for other programs.", "[options] [CAPTURE]")
        {
            Group = VerbGroup.Files,
            Options = { format, output, children },
            Arguments = { capture },
            Remarks = "dat holds the calls of decorated functions, too. Child processes always have readings of their own.",
        };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(capture);
            var path = ChosenCurves.Find(named is null ? [] : [named], Directory.GetCurrentDirectory()).Paths[0];
            var profile = CurveFile.ReadProfile(path, parsed.GetValue(children));
            ChosenCurves.Warn(path, profile.Damage);
            var file = parsed.GetValue(output) is "-" ? null : parsed.GetValue(output);
            Write(profile, parsed.GetValue(format) ?? FormatOf(file), file);
            return ExitCode.Success;
        });
        return command;
    }

    private static string FormatOf(string? file) => Path.GetExtension(file)?.TrimStart('.').ToLowerInvariant() is { } named && s_formats.Contains(named) ? named : "dat";

    private static void Write(DatProfile profile, string format, string? file)
    {
        using var stream = file is null ? StandardStreams.OpenOutput() : OwnFile.Create(file, OwnFile.Shared);
        if (format == "json")
        {
            CurveExport.Json(stream, profile);
            return;
        }
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        if (format == "csv")
            CurveExport.Csv(writer, profile);
        else
            DatWriter.Write(writer, profile);
    }
}
