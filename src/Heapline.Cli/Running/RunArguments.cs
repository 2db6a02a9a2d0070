namespace Heapline.Cli.Running;

/// <summary>Divides what follows <c>mprof run</c> into our options and the program with its own.</summary>
internal static class RunArguments
{
    // The options that take the next argument as their value; written once more in RunVerb, where a test compares the two.
    internal static readonly string[] WithValue = ["-o", "--output", "-T", "--interval", "-t", "--timeout", "--max-file", "--backend", "--overhead"];

    /// <summary>
    /// Our options end at the first argument that is none, at <c>--</c> (which is dropped), or at <c>-m</c> and <c>-c</c>, which as with python
    /// take all that follows.
    /// </summary>
    /// <returns>Our options, and the program: <c>["-m", "module", …]</c>, <c>["-c", "code", …]</c> or <c>["program", …]</c>; empty for none.</returns>
    public static (string[] Own, string[] Program) Split(ReadOnlySpan<string> args)
    {
        int at = 0;
        while (at < args.Length)
        {
            var argument = args[at];
            if (argument == "--")
                return (args[..at].ToArray(), args[(at + 1)..].ToArray());
            if (argument.StartsWith("-m", StringComparison.Ordinal) || argument.StartsWith("-c", StringComparison.Ordinal))
            {
                string[] flag = argument.Length > 2 ? [argument[..2], argument[2..]] : [argument];
                return (args[..at].ToArray(), [.. flag, .. args[(at + 1)..]]);
            }
            if (argument.Length < 2 || argument[0] != '-')
                break;
            at += WithValue.Contains(argument) ? 2 : 1;
        }
        at = Math.Min(at, args.Length);
        return (args[..at].ToArray(), args[at..].ToArray());
    }
}
