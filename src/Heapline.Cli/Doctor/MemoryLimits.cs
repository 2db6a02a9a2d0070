using System.Globalization;

namespace Heapline.Cli.Doctor;

/// <summary>Looks for limits of memory that a program would meet: of its control group, and of the shell that starts it.</summary>
internal static class MemoryLimits
{
    public static IEnumerable<Finding> All()
    {
        yield return OfGroup();
        if (OfProcess() is { } limit)
            yield return limit;
    }

    private static Finding OfGroup()
    {
        var limit = Smallest(Examination.Text("/proc/self/cgroup") ?? "", "/sys/fs/cgroup");
        return limit is { } bytes
            ? new Finding(Verdict.Note, "memory limit", string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:N0} MiB, of the control group"),
                "A program that takes more is killed by the kernel; its capture then holds everything up to there. mprof's own memory counts, too.")
            : new Finding(Verdict.Works, "memory limit", "none of a control group");
    }

    /// <summary>The smallest limit in bytes on the way from the process's group to the root; null for none.</summary>
    /// <param name="groups">What <c>/proc/self/cgroup</c> says.</param>
    /// <param name="root">Where the groups' file system is mounted.</param>
    internal static long? Smallest(string groups, string root)
    {
        long? smallest = null;
        foreach (var line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            if (controllers.Length > 0 && !controllers.Split(',').Contains("memory"))
                continue;
            var (mount, file) = controllers.Length == 0 ? (root, "memory.max") : (Path.Combine(root, "memory"), "memory.limit_in_bytes");
            // In a container the path may be of the host's tree, of which only the root is seen.
            for (var folder = path.TrimStart('/'); ; folder = Path.GetDirectoryName(folder) ?? "")
            {
                // Version 1 writes "none" as a number near 2^63.
                if (long.TryParse(Examination.Text(Path.Combine(mount, folder, file)), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && bytes < 1L << 60)
                    smallest = Math.Min(smallest ?? long.MaxValue, bytes);
                if (folder.Length == 0)
                    break;
            }
        }
        return smallest;
    }

    private static Finding? OfProcess()
    {
        var line = (Examination.Text("/proc/self/limits") ?? "").Split('\n').FirstOrDefault(line => line.StartsWith("Max address space", StringComparison.Ordinal));
        var soft = line?["Max address space".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            ? new Finding(Verdict.Note, "address space", string.Create(CultureInfo.InvariantCulture, $"limited to {bytes >> 20:N0} MiB (ulimit -v)"),
                "Programs that are profiled have it, too, and 5 MB less of it.")
            : null;
    }
}
