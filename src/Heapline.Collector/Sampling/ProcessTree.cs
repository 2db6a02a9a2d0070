using System.Globalization;

namespace Heapline.Collector.Sampling;

/// <summary>Finds the children of a process, theirs, and so on.</summary>
internal static class ProcessTree
{
    // How memory_usage starts the process that samples for it (python/lib/heapline/_sampler.py). It is ours, and no child of the program's.
    private const string SamplerModule = "heapline._sampler";

    /// <summary>
    /// The processes below one that have memory (a zombie has none), parents before their children. This process is left out, with all that it started: a program that records
    /// itself has it for a child.
    /// </summary>
    public static IReadOnlyList<(int Pid, int ParentPid)> Below(int pid)
    {
        var found = new List<(int Pid, int ParentPid)>();
        var seen = new HashSet<int> { pid };
        Add(pid, found, seen);
        for (int at = 0; at < found.Count; at++)
            Add(found[at].Pid, found, seen);
        return found;
    }

    private static void Add(int parent, List<(int Pid, int ParentPid)> found, HashSet<int> seen)
    {
        try
        {
            // Each thread has children of its own; the kernel lists them by thread.
            foreach (var task in Directory.EnumerateDirectories($"/proc/{parent}/task"))
                foreach (var text in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var child) && child != Environment.ProcessId
                        && seen.Add(child) && HasMemory(child) && !IsSampler(child))
                        found.Add((child, parent));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it has ended meanwhile
        }
    }

    private static bool IsSampler(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(SamplerModule, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool HasMemory(int pid)
    {
        using var memory = new ResidentMemory(pid);
        return memory.Read() is not null;
    }
}
