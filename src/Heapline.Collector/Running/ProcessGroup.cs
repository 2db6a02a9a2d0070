using System.Text;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>The process group of a process: proc(5), fields 5 (the group) and 8 (the foreground group of its terminal) of stat.</summary>
/// <param name="Id">Number of the group; empty for a process that is gone.</param>
/// <param name="IsForeground">Whether keys typed at the terminal come to the group.</param>
internal readonly record struct ProcessGroup(string Id, bool IsForeground)
{
    private const int GroupField = 5;
    private const int ForegroundGroupField = 8;

    /// <summary>The group of a process, by its directory in /proc.</summary>
    public static ProcessGroup Of(string process)
    {
        try
        {
            var stat = new ProcessStat(File.ReadAllBytes($"/proc/{process}/stat"));
            var group = stat.Field(GroupField);
            return new ProcessGroup(Encoding.ASCII.GetString(group), group.SequenceEqual(stat.Field(ForegroundGroupField)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ProcessGroup("", false);
        }
    }
}
