using System.CommandLine;
using System.CommandLine.Completions;

namespace Heapline.Cli.Help;

/// <summary>Options as the help, the manual and the completions name them.</summary>
internal static class OptionText
{
    /// <summary>Its names, short ones first: <c>-o</c>, <c>--output</c>.</summary>
    public static IEnumerable<string> Names(Option option) =>
        option.Aliases.Append(option.Name).Where(name => name is not ("-?" or "/?" or "/h")).Distinct().OrderBy(name => name.Length);

    /// <summary>What it does.</summary>
    public static string Explained(Option option) => option.Name switch
    {
        "--help" => "Show this page",
        "--version" => "Show the version",
        _ => option.Description ?? "",
    };

    /// <summary>Its values, where <see cref="WithWords"/> gave it words to choose from.</summary>
    public static IReadOnlyList<string> Values(Option option) => option.HelpName is null || option.ValueType.IsEnum && option.CompletionSources.Count == 0
        ? []
        : [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];

    /// <summary>The options of a command that are to be shown.</summary>
    public static IEnumerable<Option> Shown(Command command) => command.Options.Where(option => !option.Hidden);

    /// <summary>Gives an option words to choose from, in place of what its type would suggest.</summary>
    public static Option<T> WithWords<T>(this Option<T> option, params string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }
}
