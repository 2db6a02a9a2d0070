using System.CommandLine;
using System.CommandLine.Invocation;
using Heapline.Capture;
using Heapline.Cli.Running;
using Heapline.Cli.Verbs;
using Heapline.Views;
using Heapline.Views.Plot;

namespace Heapline.Cli;

/// <summary>All verbs, and what is common to them: help, errors, exit codes.</summary>
internal static class CommandTree
{
    /// <summary>Carries out one command line and returns the exit code.</summary>
    public static int Run(string[] args)
    {
        try
        {
            // What stands after the program's name is the program's own, word for word; it never meets our parser.
            var (own, program) = args is ["run", .. var rest] ? RunArguments.Split(rest) : (args, null);
            var root = Create(program);
            // Without a verb, or with one that is none, the original prints its usage and exits with 1; scripts may look at that.
            if (args.Length == 0 || !args[0].StartsWith('-') && root.Subcommands.All(verb => verb.Name != args[0]))
                return Usage(root, args);
            // The original's verbs each tell the version, too.
            if (args is [_, "--version"])
                args = ["--version"];
            var parsed = root.Parse(program is null || args.Length == 1 ? args : ["run", .. own]);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpPage)
                throw new UserErrorException(Wrong(parsed) + HintFor(args));
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, Output = StandardStreams.Output, Error = StandardStreams.Error,
            });
        }
        catch (UnauthorizedAccessException e) when (!e.Message.Contains('\''))
        {
            // No path in it: a descriptor that is closed, or not open for writing.
            return Fail("standard output is closed");
        }
        catch (Exception e) when (e is UserErrorException or CaptureException or PngPlotException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return Fail(e.Message);
        }
        catch (OutOfMemoryException)
        {
            return Fail($"{CaptureException.CodeOf(DiagnosticId.TooLarge)}: there is not enough memory for what the capture holds");
        }
        catch (Exception e)
        {
            return Fail($"this is a fault in mprof itself, please report it: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>The root command with every verb.</summary>
    /// <param name="program">The program that <c>run</c> is to run, as <see cref="RunArguments.Split"/> found it.</param>
    public static Command Create(IReadOnlyList<string>? program = null)
    {
        // No RootCommand: its options come with descriptions from resources, which take a fifth of the time until a program is started, and are not shown.
        return new Command("mprof", "Profiles the memory of Python programs. One run gives one capture, and one capture answers every question.")
        {
            Flag(new HelpPage(), "--help", "-h", "/h", "-?", "/?"),
            Flag(new VersionLine(), "--version"),
            RunVerb.Create(program ?? []),
            PlotVerb.Create(),
            LinesVerb.Create(),
            SummaryVerb.Create(),
            TreeVerb.Create(),
            TableVerb.Create(),
            StatsVerb.Create(),
            ReportVerb.Create(),
            FlamegraphVerb.Create(),
            ListVerb.Create(),
            PeakVerb.Create(),
            AttachVerb.Create(),
            ExportVerb.Create(),
            RmVerb.Create(),
            CleanVerb.Create(),
            DoctorVerb.Create(),
            CompletionVerb.Create(),
            TrackVerb.Create(),
            ManualVerb.Create(),
        };
    }

    private static Option<bool> Flag(CommandLineAction action, string name, params string[] aliases) =>
        new(name, aliases) { Action = action, Arity = ArgumentArity.Zero, Recursive = action is HelpPage };

    // Of several complaints the one that names a word of the command line says most.
    private static string Wrong(ParseResult parsed) => FirstLine(
        (parsed.Errors.FirstOrDefault(error => error.Message.Contains('\'', StringComparison.Ordinal)) ?? parsed.Errors[0]).Message);

    private static int Usage(Command root, string[] args)
    {
        HelpPage.Write(StandardStreams.Output, root);
        if (args.Length > 0)
            StandardStreams.Error.WriteLine($"mprof: there is no verb {Printable.Text(FirstLine(args[0]))}");
        return ExitCode.NoVerb;
    }

    private static int Fail(string message)
    {
        StandardStreams.Error.WriteLine($"mprof: {Printable.Text(FirstLine(message))}");
        return ExitCode.Failure;
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();

    private static string HintFor(string[] args) => args switch
    {
        ["run", ..] => " See mprof run --help; options for Python itself go after its name: mprof run python3 -X dev SCRIPT.py",
        _ => " See mprof --help.",
    };
}
