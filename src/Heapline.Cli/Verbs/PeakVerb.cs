using System.CommandLine;
using System.Globalization;
using Heapline.Analysis.Dat;
using Heapline.Cli.Curves;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof peak</c></summary>
internal static class PeakVerb
{
    public static Command Create()
    {
        var captures = new Argument<string[]>("CAPTURE")
        {
            Description = "Captures, by name or by number (mprof list); without any the newest in this folder",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var function = new Option<string?>("--func")
        {
            Description = "The most while a call of this decorated function was open, without children; NaN where it was never called",
            HelpName = "MODULE.NAME",
        };
        var command = new Verb("peak", "Prints the most resident memory of runs, and of each child process.", "[options] [CAPTURE…]") { captures, function };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(captures) ?? [];
            var chosen = ChosenCurves.Find(given, Directory.GetCurrentDirectory());
            var failed = false;
            Output.Text(writer =>
            {
                if (given.Length == 0)
                    writer.Write("Using last profile data.\n");
                foreach (var path in chosen.Paths)
                    failed |= !Print(writer, path, parsed.GetValue(function));
            });
            return failed ? ExitCode.Failure : chosen.ExitCode;
        });
        return command;
    }

    private static bool Print(TextWriter writer, string path, string? function)
    {
        var profile = CurveFile.ReadProfile(path);
        ChosenCurves.Warn(path, profile.Damage);
        if (function is null && profile.Readings.Count == 0)
        {
            StandardStreams.Error.WriteLine($"mprof: {path} holds no reading of memory");
            return false;
        }
        var peak = profile.PeakMebibytes(function);
        writer.Write($"{path}\t{(peak is { } most ? Mebibytes(most) : "NaN")} MiB\n");
        // As in the original, a function that was never called has no children either.
        if (function is null || profile.Calls.Any(call => call.Name == function))
            foreach (var child in profile.Children)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"  Child {child.Pid}\t\t\t{Mebibytes(MostOf(child))} MiB\n"));
        return true;
    }

    private static double MostOf(DatChild child) => child.Readings.Max(reading => reading.Mebibytes);

    private static string Mebibytes(double amount) => amount.ToString("F3", CultureInfo.InvariantCulture);
}
