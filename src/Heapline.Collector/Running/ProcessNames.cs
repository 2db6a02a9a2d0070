using System.Text;

namespace Heapline.Collector.Running;

/// <summary>What to call a process, from its command line.</summary>
internal static class ProcessNames
{
    private const int Longest = 60;

    /// <summary>The process's command line now; empty when it has ended.</summary>
    public static string[] CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline", Encoding.UTF8).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// What the command line calls the process: what setproctitle has put in its place, the name that a library gave its worker (<c>--process-name</c>, as
    /// loky does), the script or module that Python runs, or the program's file.
    /// </summary>
    public static string Of(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            return "";
        var program = command[0];
        // A title with spaces in one text is no path of a program.
        if (command.Count == 1 && program.Contains(' ') && !program.StartsWith('/'))
            return Cut(program.Trim());
        var at = command.ToList().IndexOf("--process-name");
        if (at >= 0 && at + 1 < command.Count)
            return Cut(command[at + 1]);
        var file = Path.GetFileName(program);
        return Cut(file.StartsWith("python", StringComparison.Ordinal) && OfPython(command) is { Length: > 0 } script ? script : file);
    }

    private static string OfPython(IReadOnlyList<string> command)
    {
        for (var i = 1; i < command.Count; i++)
        {
            var argument = command[i];
            if (argument == "-m" && i + 1 < command.Count)
                return "-m " + command[i + 1];
            if (argument == "-c" && i + 1 < command.Count)
                return OfCode(command[i + 1]);
            if (argument is "-W" or "-X")
                i++;
            else if (!argument.StartsWith('-'))
                return Path.GetFileName(argument);
        }
        return "";
    }

    // What multiprocessing starts its helpers with.
    private static string OfCode(string code) => code switch
    {
        _ when code.Contains("resource_tracker import main", StringComparison.Ordinal) => "resource tracker",
        _ when code.StartsWith("from multiprocessing.semaphore_tracker import main", StringComparison.Ordinal) => "resource tracker",
        _ when code.StartsWith("from multiprocessing.forkserver import main", StringComparison.Ordinal) => "fork server",
        _ when code.StartsWith("from multiprocessing.spawn import spawn_main", StringComparison.Ordinal) => "spawned process",
        _ => "-c " + code.Split('\n')[0],
    };

    private static string Cut(string name) => name.Length <= Longest ? name : string.Concat(name.AsSpan(0, Longest - 1), "…");
}
