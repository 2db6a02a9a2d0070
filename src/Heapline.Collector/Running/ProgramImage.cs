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

    /// <summary>What the process runs now; default when that may not be known.</summary>
    public static ProgramImage Of(int pid)
    {
        try
        {
            var executable = File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName ?? "";
            return new ProgramImage(executable, StackStartOf(pid));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Whether the process has put another program in the place of the one that was seen here.</summary>
    public bool HasGivenWayTo(ProgramImage now) => IsKnown && now.IsKnown && this != now;

    /// <summary>Whether it is a CPython by the name of its file.</summary>
    public bool IsPython => Path.GetFileName(Executable ?? "").StartsWith("python", StringComparison.Ordinal);

    // A process that is just ending has no stack any more, though its executable could still be read the moment before.
    private bool IsKnown => Executable is { Length: > 0 } && StackStart != 0;

    private static ulong StackStartOf(int pid) =>
        Utf8Parser.TryParse(new ProcessStat(File.ReadAllBytes($"/proc/{pid}/stat")).Field(StackStartField), out ulong start, out _) ? start : 0;
}
