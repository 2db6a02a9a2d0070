using System.CommandLine;
using Heapline.Cli.Help;
using Heapline.Cli.Curves;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof list</c></summary>
internal static class ListVerb
{
    public static Command Create()
    {
        var command = new Verb("list", "Lists the captures of this folder with their numbers, oldest first.", "")
        {
            Group = VerbGroup.Files,
            Remarks = "Captures of Heapline and of the original mprof (mprofile_*.dat) are numbered together by their start. plot, peak, export and rm " +
                "take the numbers: 0 is the oldest, -1 the newest.",
        };
        command.SetAction(_ => Output.Text(writer =>
        {
            var entries = CaptureFolder.Open(Directory.GetCurrentDirectory()).Entries;
            for (int number = 0; number < entries.Count; number++)
                writer.Write(entries[number].Line(number) + "\n");
        }));
        return command;
    }
}
