using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Heapline.Collector.Sampling;

namespace Heapline.Cli.Running;

/// <summary>Finds a running process by its id or by a part of its name.</summary>
internal static class ProcessSearch
{
    private const int ParentField = 4;

    /// <summary>The process that a hint stands for: digits are an id, anything else is looked for in names; never this process or what started it.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static int Find(string hint)
    {
        if (hint.Length > 0 && hint.All(char.IsAsciiDigit))
        {
            if (!int.TryParse(hint, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || !Directory.Exists($"/proc/{pid}"))
                throw new UserErrorException($"there is no process {hint}");
            return pid == Environment.ProcessId ? throw new UserErrorException($"process {pid} is mprof itself") : pid;
        }
        var own = Ancestors();
        return Running().Where(process => !own.Contains(process)).Cast<int?>().FirstOrDefault(process => IsMeant(process!.Value, hint))
            ?? throw new UserErrorException($"no running process has '{hint}' in its name; give a process id, or part of a name as ps shows it");
    }

    private static IEnumerable<int> Running() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(pid => pid > 0).Order();

    // The kernel's name of a process has 15 bytes at most; longer ones are told by what was started. A script counts by its file's name.
    private static bool IsMeant(int pid, string hint)
    {
        if (Read(pid, "comm").TrimEnd('\n').Contains(hint, StringComparison.Ordinal))
            return true;
        var command = Read(pid, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return command.Take(1).Concat(command.Skip(1).Where(argument => !argument.StartsWith('-')).Take(1))
            .Any(word => Path.GetFileName(word).Contains(hint, StringComparison.Ordinal));
    }

    // A shell that runs "mprof attach NAME" has NAME in its own command line.
    private static HashSet<int> Ancestors()
    {
        var own = new HashSet<int>();
        for (int pid = Environment.ProcessId; pid > 0 && own.Add(pid);)
        {
            var stat = new ProcessStat(Encoding.UTF8.GetBytes(Read(pid, "stat")));
            pid = Utf8Parser.TryParse(stat.Field(ParentField), out int parent, out _) ? parent : 0;
        }
        return own;
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}", Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
