using System.Buffers.Text;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Running;

/// <summary>
/// Which program a process runs, so far as the kernel tells it: proc(5), the executable's file and where the stack begins (field 28 of stat), which
/// is another after each exec. Nothing is known of a process of another user; then it is the same as any.
/// </summary>
/// <param name="Executable">Path of the executable.</param>
/// <param name="StackStart">Address of the stack's start.</param>
internal readonly record struct ProgramImage(string Executable, ulong StackStart)
{
    private const int StackStartField = 28;
    private const int StatBytes = 1024;

    /// <summary>What the process runs now; default when that may not be known.</summary>
    public static ProgramImage Of(int pid)
    {
        // Asked of every process once more when it has ended: nothing here may throw, as the first exception of a run takes half a millisecond.
        using var stat = new ProcFile($"/proc/{pid}/stat");
        var text = stat.Read(stackalloc byte[StatBytes]);
        var start = Utf8Parser.TryParse(new ProcessStat(text).Field(StackStartField), out ulong address, out _) ? address : 0;
        return new ProgramImage(new FileInfo($"/proc/{pid}/exe").LinkTarget ?? "", start);
    }

    /// <summary>Whether the process has put another program in the place of the one that was seen here.</summary>
    public bool HasGivenWayTo(ProgramImage now) => IsKnown && now.IsKnown && this != now;

    /// <summary>Whether it is a CPython by the name of its file.</summary>
    public bool IsPython => Path.GetFileName(Executable ?? "").StartsWith("python", StringComparison.Ordinal);

    // A process that is just ending has no stack any more, though its executable could still be read the moment before.
    private bool IsKnown => Executable is { Length: > 0 } && StackStart != 0;
}
