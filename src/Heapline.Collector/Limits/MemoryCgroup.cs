using System.Globalization;

namespace Heapline.Collector.Limits;

/// <summary>
/// The control group with the lowest memory limit that a process lives under, of cgroup v2 (<c>memory.max</c>, <c>memory.events</c>) or v1
/// (<c>memory.limit_in_bytes</c>, <c>memory.oom_control</c>); see cgroups(7) and the kernel's admin-guide/cgroup-v2.
/// </summary>
public sealed class MemoryCgroup
{
    // No machine has that much: a limit as high is none.
    private const long MostBytes = 1L << 60;

    private readonly string _folder;
    private readonly bool _isVersion2;

    private MemoryCgroup(string folder, bool isVersion2, long limitBytes)
    {
        (_folder, _isVersion2, LimitBytes) = (folder, isVersion2, limitBytes);
        OomKillsAtStart = OomKills;
    }

    /// <summary>Bytes that its processes may have together.</summary>
    public long LimitBytes { get; }

    /// <summary>How many processes the kernel had killed in it when this was made.</summary>
    public long OomKillsAtStart { get; }

    /// <summary>How many processes the kernel has killed in it because the limit was reached.</summary>
    public long OomKills => Counter(Path.Combine(_folder, _isVersion2 ? "memory.events" : "memory.oom_control"), "oom_kill");

    /// <summary>The group of a process; null where none of its groups has a limit, or none can be read.</summary>
    /// <param name="groups">The text of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="root">Where control groups are mounted.</param>
    public static MemoryCgroup? Of(string groups, string root = "/sys/fs/cgroup")
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (var line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(':', 3); // number, controllers, path
            if (fields.Length < 3)
                continue;
            if (fields[1].Split(',').Contains("memory"))
                return Lowest(Path.Combine(root, "memory"), fields[2], isVersion2: false);
        }
        // With no memory controller of version 1, the one hierarchy of version 2 has it, on systems with both below "unified".
        var unified = groups.Split('\n').FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        return unified is null ? null
            : Lowest(Directory.Exists(Path.Combine(root, "unified")) ? Path.Combine(root, "unified") : root, unified, isVersion2: true);
    }

    // A group is bound by its own limit and by those above it. In a container the path may be the host's and not be there: then what is mounted is the group.
    private static MemoryCgroup? Lowest(string root, string path, bool isVersion2)
    {
        var folder = Path.Combine(root, path.Trim('/'));
        if (!Directory.Exists(folder) || path.Contains("/..", StringComparison.Ordinal))
            folder = root;
        (string Folder, long Bytes)? lowest = null;
        for (var at = folder; at is not null && at.Length >= root.Length; at = Path.GetDirectoryName(at))
        {
            if (Limit(Path.Combine(at, isVersion2 ? "memory.max" : "memory.limit_in_bytes")) is { } bytes && (lowest is null || bytes < lowest.Value.Bytes))
                lowest = (at, bytes);
        }
        return lowest is var (found, limit) ? new MemoryCgroup(found, isVersion2, limit) : null;
    }

    private static long? Limit(string file) =>
        // "max" in version 2; in version 1 "none" is the largest number of whole pages.
        Text(file) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes < MostBytes ? bytes : null;

    private static long Counter(string file, string name)
    {
        foreach (var line in (Text(file) ?? "").Split('\n'))
        {
            if (line.StartsWith(name + " ", StringComparison.Ordinal) && long.TryParse(line.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return count;
        }
        return 0;
    }

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
