using Heapline.Collector.Sampling;

namespace Heapline.Cli.Running;

/// <summary>The names that the original has for ways to read memory (<c>--backend</c>).</summary>
internal static class CurveBackend
{
    /// <summary>The names that are taken, for messages and help.</summary>
    public const string Names = "psutil, posix (resident memory), psutil_pss or psutil_uss";

    /// <summary>What a name stands for here; null for none of the original's.</summary>
    /// <exception cref="UserErrorException">The original has it and we do not.</exception>
    public static MemoryKind? Parse(string name) => name switch
    {
        "psutil" or "posix" => MemoryKind.Resident,
        "psutil_pss" => MemoryKind.Proportional,
        "psutil_uss" => MemoryKind.Unique,
        _ => null,
    };
}
