using System.CommandLine;

namespace Heapline.Cli.Help;

/// <summary>Writes completions for a shell from the command tree, so that they are never behind it.</summary>
internal static class Completion
{
    /// <summary>The shells.</summary>
    public static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>Writes the completions for one of <see cref="Shells"/>.</summary>
    public static void Write(TextWriter output, string shell, Command root)
    {
        var verbs = root.Subcommands.Where(verb => !verb.Hidden).ToList();
        if (shell == "fish")
            WriteFish(output, verbs);
        else if (shell == "zsh")
            WriteZsh(output, verbs);
        else
            WriteBash(output, verbs);
    }

    private static void WriteBash(TextWriter output, List<Command> verbs)
    {
        output.Write(
            $$"""
            # Completions of mprof for bash: source <(mprof completion bash)
            _mprof() {
                local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=
                COMPREPLY=()
                if ((COMP_CWORD == 1)); then
                    COMPREPLY=($(compgen -W "{{Names(verbs)}} --help --version" -- "$current"))
                    return
                fi
                case ${COMP_WORDS[1]}:$before in
            {{Join(verbs.SelectMany(Valued), row => $"        {row.Key}) words=\"{row.Words}\" ;;")}}
                esac
                if [[ -z $words && $current == -* ]]; then
                    case ${COMP_WORDS[1]} in
            {{Join(verbs, verb => $"            {verb.Name}) words=\"{OptionNames(verb)}\" ;;")}}
                    esac
                fi
            {{Join(verbs.Where(verb => Chosen(verb).Length > 0), verb => $"    [[ -z $words && ${{COMP_WORDS[1]}} == {verb.Name} ]] && words=\"{Chosen(verb)}\"")}}
                if [[ -n $words ]]; then
                    COMPREPLY=($(compgen -W "$words" -- "$current"))
                    return
                fi
                local IFS=$'\n'
                case ${COMP_WORDS[1]} in
                    run) COMPREPLY=($(compgen -f -- "$current") $(compgen -c -- "$current")) ;;
                    *) COMPREPLY=($(compgen -d -- "$current") $(compgen -f -X '!*.mprofile' -- "$current") $(compgen -f -X '!*.dat' -- "$current")) ;;
                esac
            }
            complete -o filenames -F _mprof mprof heapline

            """);
    }

    private static void WriteZsh(TextWriter output, List<Command> verbs)
    {
        output.Write(
            $$"""
            #compdef mprof heapline
            # Completions of mprof for zsh: source <(mprof completion zsh), or as _mprof in a folder of $fpath
            _mprof() {
                if ((CURRENT == 2)); then
                    compadd -- {{Names(verbs)}} --help --version
                    return
                fi
                case $words[2]:$words[CURRENT-1] in
            {{Join(verbs.SelectMany(Valued), row => $"        {row.Key}) compadd -- {row.Words}; return ;;")}}
                esac
                if [[ $words[CURRENT] == -* ]]; then
                    case $words[2] in
            {{Join(verbs, verb => $"            {verb.Name}) compadd -- {OptionNames(verb)} ;;")}}
                    esac
                    return
                fi
                case $words[2] in
            {{Join(verbs.Where(verb => Chosen(verb).Length > 0), verb => $"        {verb.Name}) compadd -- {Chosen(verb)} ;;")}}
                    run) _files; _command_names -e ;;
                    *) _files -g '*.(mprofile|dat)(-.)' ;;
                esac
            }
            compdef _mprof mprof heapline

            """);
    }

    private static void WriteFish(TextWriter output, List<Command> verbs)
    {
        output.WriteLine("# Completions of mprof for fish: mprof completion fish | source");
        foreach (var program in new[] { "mprof", "heapline" })
        {
            output.WriteLine($"complete -c {program} -n __fish_use_subcommand -f -l help -d 'Show the first page of the help'");
            output.WriteLine($"complete -c {program} -n __fish_use_subcommand -f -l version -d 'Show the version'");
            foreach (var verb in verbs)
            {
                output.WriteLine($"complete -c {program} -n __fish_use_subcommand -f -a {verb.Name} -d {Quoted(FirstSentence(verb.Description ?? ""))}");
                var here = $"complete -c {program} -n '__fish_seen_subcommand_from {verb.Name}'";
                if (Chosen(verb) is { Length: > 0 } chosen)
                    output.WriteLine($"{here} -f -a '{chosen}'");
                foreach (var option in OptionText.Shown(verb))
                {
                    var names = string.Concat(OptionText.Names(option).Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}"));
                    var words = string.Join(' ', OptionText.Values(option));
                    var value = option.HelpName is null ? "" : words.Length > 0 ? $" -x -a '{words}'" : " -r";
                    output.WriteLine($"{here}{names}{value} -d {Quoted(FirstSentence(OptionText.Explained(option)))}");
                }
            }
        }
    }

    private static string Names(IEnumerable<Command> verbs) => string.Join(' ', verbs.Select(verb => verb.Name));

    private static string OptionNames(Command verb) => string.Join(' ', OptionText.Shown(verb).SelectMany(OptionText.Names));

    // Arguments that are words to choose from, as completion's own.
    private static string Chosen(Command verb) => string.Join(
        ' ', verb.Arguments.SelectMany(argument => argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty)).Select(item => item.Label));

    private static IEnumerable<(string Key, string Words)> Valued(Command verb) =>
        from option in OptionText.Shown(verb)
        let values = OptionText.Values(option)
        where values.Count > 0
        from name in OptionText.Names(option)
        select ($"{verb.Name}:{name}", string.Join(' ', values));

    private static string Join<T>(IEnumerable<T> items, Func<T, string> line) => string.Join('\n', items.Select(line));

    private static string FirstSentence(string text) => text.Split([". ", "; "], 2, StringSplitOptions.None)[0].TrimEnd('.');

    private static string Quoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
