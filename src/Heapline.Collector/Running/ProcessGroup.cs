namespace Heapline.Collector.Running;

/// <summary>The process group of a process: proc(5), fields 5 (the group) and 8 (the foreground group of its terminal) of stat.</summary>
/// <param name="Id">Number of the group; empty for a process that is gone.</param>
/// <param name="IsForeground">Whether keys typed at the terminal come to the group.</param>
internal readonly record struct ProcessGroup(string Id, bool IsForeground)
{
    /// <summary>The group of a process, by its directory in /proc.</summary>
    public static ProcessGroup Of(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // The second field is the program's name in parentheses, and may hold anything.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessGroup(fields[2], fields[2] == fields[5]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ProcessGroup("", false);
        }
    }
}
