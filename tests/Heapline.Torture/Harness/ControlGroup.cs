using System.Globalization;

namespace Heapline.Torture;

/// <summary>A control group of our own with a memory limit; removed afterwards.</summary>
internal sealed class ControlGroup : IDisposable
{
    private ControlGroup(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Makes one below our own, of version 1 or 2; null where this machine or this user does not permit it.</summary>
    public static ControlGroup? TryMake(long limitBytes)
    {
        var groups = File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).ToList();
        var first = groups.Find(fields => fields[1] == "memory");
        var folder = first is not null ? "/sys/fs/cgroup/memory" + first[2] : "/sys/fs/cgroup" + groups.Find(fields => fields[0] == "0")?[2];
        if (!Directory.Exists(folder))
            return null;
        var group = new ControlGroup(Path.Combine(folder, "heapline-" + Guid.NewGuid().ToString("N")[..8]));
        try
        {
            Directory.CreateDirectory(group.Folder);
            File.WriteAllText(Path.Combine(group.Folder, first is not null ? "memory.limit_in_bytes" : "memory.max"), limitBytes.ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            return null;
        }
    }

    /// <summary>How many processes the kernel has killed in it because the limit was reached.</summary>
    public long Kills => File.ReadLines(Path.Combine(Folder, File.Exists(Path.Combine(Folder, "memory.events")) ? "memory.events" : "memory.oom_control"))
        .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    public void Dispose()
    {
        for (var tries = 0; Directory.Exists(Folder); tries++)
        {
            try
            {
                Directory.Delete(Folder); // rmdir: the files in it are the kernel's
            }
            catch (IOException) when (tries < 1_000)
            {
                Thread.Sleep(10); // whoever was killed is not gone yet
            }
        }
    }
}
