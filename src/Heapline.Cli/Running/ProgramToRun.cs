namespace Heapline.Cli.Running;

/// <summary>What <c>mprof run</c> starts, and what its capture is called.</summary>
/// <param name="Command">The command line, program first.</param>
/// <param name="CaptureName">Name of the capture without its extension.</param>
/// <param name="PythonVersion">Version of the Python that the command starts with; empty when that is not known.</param>
internal sealed record ProgramToRun(IReadOnlyList<string> Command, string CaptureName, string PythonVersion)
{
    /// <summary>Makes it of what the user gave, and refuses what cannot be started.</summary>
    /// <param name="given">As <see cref="RunArguments.Split"/> returns it.</param>
    /// <param name="asPython">Whether the first argument is a Python script whatever its name.</param>
    /// <param name="python">Finds the Python to run scripts with; called only for one.</param>
    public static ProgramToRun From(IReadOnlyList<string> given, bool asPython, Func<Python> python) => given switch
    {
        [] or ["", ..] => throw new UserErrorException("nothing to run: mprof run SCRIPT.py, mprof run -m MODULE, or mprof run PROGRAM"),
        ["-m"] => throw new UserErrorException("-m needs the name of a module"),
        ["-c"] => throw new UserErrorException("-c needs Python code"),
        ["-m", var module, ..] => With(python(), given, FileName(module)),
        ["-c", ..] => With(python(), given, "command"),
        [var first, ..] when IsScript(first, asPython) => Script(given, python),
        [var first, ..] => new ProgramToRun(Executable(given), NameOf(given), ""),
    };

    private static ProgramToRun With(Python python, IReadOnlyList<string> arguments, string name) =>
        new([python.Path, .. arguments], name, python.Version);

    // The script is checked before Python is looked for: of two faults, it is the one the user just typed.
    private static ProgramToRun Script(IReadOnlyList<string> given, Func<Python> python)
    {
        Check(given[0]);
        return With(python(), given, FileName(given[0]));
    }

    private static bool IsScript(string name, bool asPython)
    {
        if (name.EndsWith(".py", StringComparison.Ordinal) || name.EndsWith(".pyw", StringComparison.Ordinal))
            return true;
        // The original's --python takes "python3 script.py" as well.
        if (asPython)
            return !FileName(name).StartsWith("python", StringComparison.Ordinal);
        // A script or a folder of modules in this folder, given as python takes it, rather than a program on the PATH.
        return !name.Contains('/') && ExecutableSearch.Find(name) is null && (File.Exists(name) || File.Exists(Path.Combine(name, "__main__.py")));
    }

    private static void Check(string script)
    {
        if (Directory.Exists(script))
        {
            if (File.Exists(Path.Combine(script, "__main__.py")))
                return;
            throw new UserErrorException($"{script} is a folder without a __main__.py, not a script");
        }
        if (!File.Exists(script))
            throw new UserErrorException($"there is no script {script}");
        try
        {
            using var file = File.OpenRead(script);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the script {script} cannot be read: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Executable(IReadOnlyList<string> given)
    {
        var program = given[0];
        if (ExecutableSearch.Find(program) is not null)
            return given;
        if (Directory.Exists(program))
            throw new UserErrorException($"{program} is a folder, not a program");
        throw new UserErrorException(File.Exists(program)
            ? $"{program} is not executable"
            : $"there is no program {program}" + (program.Contains('/') ? "" : " on the PATH"));
    }

    // After the script that the program runs, where the command line shows one.
    private static string NameOf(IReadOnlyList<string> given)
    {
        if (!FileName(given[0]).StartsWith("python", StringComparison.Ordinal))
            return FileName(given.Skip(1).FirstOrDefault(argument => argument.EndsWith(".py", StringComparison.Ordinal)) ?? given[0]);
        for (int at = 1; at < given.Count; at++)
        {
            var argument = given[at];
            if (argument == "-m" && at + 1 < given.Count)
                return FileName(given[at + 1]);
            if (argument == "-c")
                return "command";
            if (argument is "-X" or "-W" or "--check-hash-based-pycs")
                at++;
            else if (argument.Length > 0 && argument[0] != '-')
                return FileName(argument);
        }
        return FileName(given[0]);
    }

    private static string FileName(string path) => Path.GetFileName(path.TrimEnd('/')) is { Length: > 0 } name ? name : "program";
}
