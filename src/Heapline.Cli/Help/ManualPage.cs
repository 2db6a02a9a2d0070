using System.CommandLine;

namespace Heapline.Cli.Help;

/// <summary>Writes mprof(1) from the command tree, in the macros of man(7).</summary>
internal static class ManualPage
{
    private static readonly (string Name, string Meaning)[] s_environment =
    [
        ("HEAPLINE_PYTHON", "The Python that mprof run SCRIPT.py uses, in place of the one that mprof is installed in, or of python3 on the PATH."),
        ("HEAPLINE_HOME", "The folder with the agent and the Python packages, where it is not the program's own."),
        ("NO_COLOR", "Set to anything, nothing is coloured."),
    ];

    private static readonly (string Name, string Meaning)[] s_exits =
    [
        ("0", "All is well. mprof run passes the program's own exit code on."),
        ("1", "There was no verb, or none that mprof knows."),
        ("2", "The command could not be carried out; one line on standard error says why."),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, Command root)
    {
        output.WriteLine($".TH MPROF 1 \"\" \"Heapline {OwnVersion.Text}\" \"Heapline\"");
        output.WriteLine(".SH NAME");
        output.WriteLine("mprof, heapline \\- profiles the memory of Python programs");
        output.WriteLine(".SH SYNOPSIS");
        foreach (var verb in Verbs(root))
            foreach (var usage in verb.Usage)
            {
                output.WriteLine($".B mprof {Text(verb.Name)}");
                output.WriteLine(Text(usage));
                output.WriteLine(".br");
            }
        output.WriteLine(".SH DESCRIPTION");
        output.WriteLine(Text(root.Description ?? ""));
        output.WriteLine("A report without a named capture is about the newest one in the folder.");
        foreach (var verb in Verbs(root))
        {
            output.WriteLine($".SH MPROF {Text(verb.Name.ToUpperInvariant())}");
            output.WriteLine(Text(verb.Description ?? ""));
            foreach (var argument in verb.Arguments.Where(argument => !argument.Hidden))
                Entry(output, $"\\fI{Text(argument.Name)}\\fR", argument.Description ?? "");
            foreach (var option in OptionText.Shown(verb))
                Entry(
                    output, string.Join(", ", OptionText.Names(option).Select(name => $"\\fB{Text(name)}\\fR")) + (option.HelpName is { } value ? $" \\fI{Text(value)}\\fR" : ""),
                    OptionText.Explained(option));
            if (verb.Remarks.Length > 0)
            {
                output.WriteLine(".PP");
                output.WriteLine(Text(verb.Remarks));
            }
        }
        Section(output, "EXIT STATUS", s_exits);
        Section(output, "ENVIRONMENT", s_environment);
        output.WriteLine(".SH FILES");
        Entry(output, "\\fI*.mprofile\\fR", "A capture: everything that one run recorded.");
        Entry(output, "\\fI/dev/shm/heapline-XXXXXX\\fR", "Shared memory of a run that goes on; removed when it ends.");
    }

    private static IEnumerable<Verb> Verbs(Command root) => root.Subcommands.OfType<Verb>().Where(verb => !verb.Hidden);

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string Meaning)> entries)
    {
        output.WriteLine($".SH {title}");
        foreach (var (name, meaning) in entries)
            Entry(output, $"\\fB{Text(name)}\\fR", meaning);
    }

    private static void Entry(TextWriter output, string term, string meaning)
    {
        output.WriteLine(".TP");
        output.WriteLine(term);
        output.WriteLine(Text(meaning));
    }

    // A line that begins with a dot or an apostrophe would be a request; hyphens are to be copied as they are typed.
    private static string Text(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal);
        return escaped.Length > 0 && escaped[0] is '.' or '\'' ? "\\&" + escaped : escaped;
    }
}
