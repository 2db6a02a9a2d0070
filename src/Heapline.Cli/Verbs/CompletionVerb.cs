using System.CommandLine;
using Heapline.Cli.Help;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof completion</c></summary>
internal static class CompletionVerb
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add(Completion.Shells);
        var command = new Verb("completion", "Prints completions for a shell.", "SHELL")
        {
            Arguments = { shell },
            Group = VerbGroup.Help,
            Remarks = "bash: source <(mprof completion bash) in ~/.bashrc; zsh: source <(mprof completion zsh) after compinit in ~/.zshrc; " +
                "fish: mprof completion fish | source in ~/.config/fish/config.fish.",
        };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(shell)!;
            if (!Completion.Shells.Contains(wanted))
                throw new UserErrorException($"there are completions for bash, zsh and fish, not for {wanted}");
            return Output.Text(writer => Completion.Write(writer, wanted, CommandTree.Create()));
        });
        return command;
    }
}
