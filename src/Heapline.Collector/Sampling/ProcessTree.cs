using System.Globalization;

namespace Heapline.Collector.Sampling;

/// <summary>Finds the children of a process, theirs, and so on.</summary>
internal static class ProcessTree
{
    // The process that samples for memory_usage (python/lib/heapline/_sampler.py) is ours, and no child of the program's. It has this name before it runs its program, and after it has begun to;
    // between them it shows how it was started.
    private const string SamplerName = "heapline-sample";
    private const string SamplerModule = "heapline._sampler";

    /// <summary>
    /// The processes below one that have memory (a zombie has none), parents before their children. This process is left out, with all that it started: a program that records
    /// itself has it for a child.
    /// </summary>
    public static IReadOnlyList<(int Pid, int ParentPid)> Below(int pid) => Below(pid, out _);

    /// <summary>The same.</summary>
    /// <param name="pid">The process above them.</param>
    /// <param name="isFinal">Whether nobody was left out who may yet come in as he is: one that is only beginning to run a program.</param>
    public static IReadOnlyList<(int Pid, int ParentPid)> Below(int pid, out bool isFinal)
    {
        var found = new List<(int Pid, int ParentPid)>();
        var seen = new HashSet<int> { pid };
        isFinal = Add(pid, found, seen);
        for (int at = 0; at < found.Count; at++)
            isFinal &= Add(found[at].Pid, found, seen);
        return found;
    }

    private static bool Add(int parent, List<(int Pid, int ParentPid)> found, HashSet<int> seen)
    {
        var isFinal = true;
        try
        {
            // Each thread has children of its own; the kernel lists them by thread.
            foreach (var task in Directory.EnumerateDirectories($"/proc/{parent}/task"))
                foreach (var text in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var child) || child == Environment.ProcessId || !seen.Add(child) || !HasMemory(child))
                        continue;
                    if (IsSampler(child) is not { } isSampler)
                        isFinal = false;
                    else if (!isSampler)
                        found.Add((child, parent));
                }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it has ended meanwhile
        }
        return isFinal;
    }

    // Null for a process that has no command line yet.
    private static bool? IsSampler(int pid)
    {
        try
        {
            // The name first: it goes before the command line comes, and for that moment there is none.
            if (File.ReadAllText($"/proc/{pid}/comm").StartsWith(SamplerName, StringComparison.Ordinal))
                return true;
            var command = File.ReadAllText($"/proc/{pid}/cmdline");
            return command.Length > 0 ? command.Contains(SamplerModule, StringComparison.Ordinal) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a process has not ended: a zombie has no memory.</summary>
    public static bool HasMemory(int pid)
    {
        using var memory = new ResidentMemory(pid);
        return memory.Read() is not null;
    }
}
