using System.CommandLine;
using Heapline.Analysis;
using Heapline.Cli.Help;

namespace Heapline.Cli.Verbs;

/// <summary>Arguments and options that several verbs have, described once.</summary>
internal static class CommonOptions
{
    public static Argument<string?> Capture() => new("CAPTURE")
    {
        Description = "The capture to read; without it the newest *.mprofile in this folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON; keys carry their units" };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Print the names of the files and remove nothing" };

    public static Option<SortKey> Sort() => new Option<SortKey>("--sort")
    {
        Description = "Order by bytes alive at the peak (peak, the default), alive at the end (end) or allocated over the run (allocated), " +
            "or by the number of allocations (count) or of temporary ones (temporary)",
        HelpName = "KEY",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "peak" => SortKey.Peak,
            "end" => SortKey.End,
            "allocated" => SortKey.Allocated,
            "count" => SortKey.Count,
            "temporary" => SortKey.Temporary,
            var other => Wrong(result, $"--sort takes peak, end, allocated, count or temporary, not '{other}'."),
        },
    }.WithWords("peak", "end", "allocated", "count", "temporary");

    public static Option<int?> Limit(string what, string usual) => new("--limit")
    {
        Description = $"The most {what} to show, 0 for all [{usual}]",
        HelpName = "N",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, out int limit) && limit >= 0
            ? limit
            : Wrong<int?>(result, $"--limit takes a number from 0 on, not '{result.Tokens[0].Value}'."),
    };

    public static Option<string?> Process() => new("--process", "--pid")
    {
        Description = "Only the process of this id, or those whose name contains this; what a fork has from its parent counts as asked for at its start",
        HelpName = "ID|NAME",
    };

    public static Option<bool> SplitThreads() => new("--split-threads") { Description = "Tell threads apart" };

    private static SortKey Wrong(System.CommandLine.Parsing.ArgumentResult result, string message) => Wrong<SortKey>(result, message);

    public static T Wrong<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }
}
