using System.CommandLine;

namespace Heapline.Cli.Help;

/// <summary>The page of <c>mprof --help</c>: what there is and how to begin, on one screen of 24 lines.</summary>
internal static class FirstPage
{
    private const int Column = 12;

    private static readonly (string Command, string Meaning)[] s_examples =
    [
        ("mprof run script.py", "run it and record every allocation"),
        ("mprof run -m pytest tests", "a module; any other program, too"),
        ("mprof lines", "which source lines hold and took memory"),
        ("mprof plot", "memory over time, in the terminal and as SVG"),
        ("mprof stats old.mprofile", "another capture than this folder's newest"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, Command root, Func<string, int, IEnumerable<string>> wrap)
    {
        output.WriteLine("Usage: mprof VERB [options]");
        output.WriteLine();
        foreach (var line in wrap(root.Description ?? "", 80))
            output.WriteLine(line);
        output.WriteLine();
        foreach (var (command, meaning) in s_examples)
            output.WriteLine($"  {command,-27} {meaning}");
        output.WriteLine();
        foreach (var group in Enum.GetValues<VerbGroup>())
        {
            var names = root.Subcommands.OfType<Verb>().Where(verb => verb.Group == group && !verb.Hidden).Select(verb => verb.Name);
            var lead = $"  {Title(group)}".PadRight(Column);
            foreach (var line in wrap(string.Join(", ", names), 80 - Column))
            {
                output.WriteLine(lead + line);
                lead = new string(' ', Column);
            }
        }
        output.WriteLine();
        output.WriteLine("mprof VERB --help explains each, man mprof all of them. Every report takes");
        output.WriteLine("--json. mprof --version tells the version.");
    }

    private static string Title(VerbGroup group) => group switch
    {
        VerbGroup.Record => "record",
        VerbGroup.Look => "look",
        VerbGroup.Files => "files",
        _ => "help",
    };
}
