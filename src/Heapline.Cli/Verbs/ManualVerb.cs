using System.CommandLine;
using Heapline.Cli.Help;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof manual</c>: the page that <c>./dev wheel</c> puts where <c>man</c> finds it; not in the help.</summary>
internal static class ManualVerb
{
    public static Command Create()
    {
        var command = new Verb("manual", "Prints mprof(1) for man.", "") { Hidden = true, Group = VerbGroup.Help };
        command.SetAction(_ => Output.Text(writer => ManualPage.Write(writer, CommandTree.Create())));
        return command;
    }
}
