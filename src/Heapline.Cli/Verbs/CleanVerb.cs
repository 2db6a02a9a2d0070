using System.CommandLine;
using Heapline.Cli.Help;
using Heapline.Cli.Curves;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof clean</c></summary>
internal static class CleanVerb
{
    public static Command Create()
    {
        var dryRun = CommonOptions.DryRun();
        var command = new Verb("clean", "Removes all captures of this folder: what mprof list shows.", "[options]") { Group = VerbGroup.Files, Options = { dryRun } };
        command.SetAction(parsed => Removal.Carry(Removal.All(Directory.GetCurrentDirectory()), parsed.GetValue(dryRun)));
        return command;
    }
}
