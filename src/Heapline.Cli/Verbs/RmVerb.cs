using System.CommandLine;
using Heapline.Cli.Help;
using Heapline.Cli.Curves;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof rm</c></summary>
internal static class RmVerb
{
    public static Command Create()
    {
        var captures = new Argument<string[]>("CAPTURE")
        {
            Description = "Captures, by number (mprof list; 0 is the oldest, -1 the newest) or by name",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var dryRun = CommonOptions.DryRun();
        var command = new Verb("rm", "Removes captures, of Heapline or of the original mprof, and nothing else.", "[options] CAPTURE…") { Group = VerbGroup.Files, Arguments = { captures }, Options = { dryRun } };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(captures) ?? [];
            if (given.Length == 0)
                throw new UserErrorException("a capture to remove must be given, by number (mprof list) or by name");
            return Removal.Carry(Removal.Find(given, Directory.GetCurrentDirectory()), parsed.GetValue(dryRun));
        });
        return command;
    }
}
