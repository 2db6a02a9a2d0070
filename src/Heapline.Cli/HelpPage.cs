using System.CommandLine;
using System.CommandLine.Invocation;
using Heapline.Cli.Help;

namespace Heapline.Cli;

/// <summary>The text of <c>--help</c>: how to type it, what it does, its options. Eighty columns, whatever the terminal.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Width = 80;
    private const int WidestTerm = 24;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        return ExitCode.Success;
    }

    /// <summary>Writes the page of one command.</summary>
    public static void Write(TextWriter output, Command command)
    {
        if (command is not Verb verb)
        {
            FirstPage.Write(output, command, Wrap);
            return;
        }
        var usage = verb.Usage.Select(ways => $"mprof {verb.Name} {ways}".TrimEnd()).ToList();
        for (int way = 0; way < usage.Count; way++)
            output.WriteLine((way == 0 ? "Usage: " : "       ") + usage[way]);
        output.WriteLine();
        Paragraph(output, command.Description ?? "");
        Section(output, "Arguments:", command.Arguments.Where(argument => !argument.Hidden).Select(argument => (argument.Name, argument.Description ?? "")));
        Section(output, "Options:", OptionText.Shown(command).Select(option => (Term(option), OptionText.Explained(option))));
        if (verb.Remarks.Length > 0)
            Paragraph(output, "\n" + verb.Remarks);
    }

    private static void Section(TextWriter output, string title, IEnumerable<(string Term, string Text)> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return;
        int column = Math.Min(WidestTerm, all.Max(entry => entry.Term.Length)) + 4;
        output.WriteLine();
        output.WriteLine(title);
        foreach (var (term, text) in all)
        {
            var lead = $"  {term}".PadRight(column);
            if (lead.Length > column)
            {
                output.WriteLine(lead);
                lead = new string(' ', column);
            }
            foreach (var line in Wrap(text, Width - column))
            {
                output.WriteLine((lead + line).TrimEnd());
                lead = new string(' ', column);
            }
        }
    }

    private static string Term(Option option) => string.Join(", ", OptionText.Names(option)) + (option.HelpName is { } value ? $" {value}" : "");

    private static void Paragraph(TextWriter output, string text)
    {
        foreach (var paragraph in text.Split('\n'))
            foreach (var line in Wrap(paragraph, Width))
                output.WriteLine(line);
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length > 0 ? " " + word : word;
        }
        yield return line;
    }
}
