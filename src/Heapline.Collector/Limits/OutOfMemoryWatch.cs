using System.Globalization;
using Heapline.Capture;

namespace Heapline.Collector.Limits;

/// <summary>Says whether the kernel killed the program for memory. Begun when the program starts, asked when it has ended.</summary>
internal sealed class OutOfMemoryWatch
{
    private const int SIGKILL = 9;

    private readonly MemoryCgroup? _group;
    private readonly long _killsOfTheMachine = KillsOfTheMachine();

    private OutOfMemoryWatch(MemoryCgroup? group) => _group = group;

    /// <summary>Begins to watch the groups of a process, and tells the capture of their limit.</summary>
    public static OutOfMemoryWatch Begin(int pid, CaptureWriter writer)
    {
        var watch = new OutOfMemoryWatch(GroupOf(pid));
        if (watch._group is { } group)
            writer.Add(new MemoryLimit(group.LimitBytes));
        return watch;
    }

    /// <summary>What the kernel did, when the program ended by this signal; null when it did nothing.</summary>
    public OutOfMemoryKill? KillOf(int signal, long timeNs)
    {
        if (signal != SIGKILL)
            return null;
        if (_group is { } group && group.OomKills > group.OomKillsAtStart)
            return new OutOfMemoryKill(timeNs, group.LimitBytes);
        return KillsOfTheMachine() > _killsOfTheMachine ? new OutOfMemoryKill(timeNs, 0) : null;
    }

    private static MemoryCgroup? GroupOf(int pid)
    {
        try
        {
            return MemoryCgroup.Of(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cgroup")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Kills for the want of memory of the whole machine or of any group: asked for only when the program's own group had none.
    private static long KillsOfTheMachine()
    {
        try
        {
            const string key = "oom_kill ";
            var line = File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
