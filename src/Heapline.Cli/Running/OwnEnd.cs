using System.Runtime.InteropServices;

namespace Heapline.Cli.Running;

/// <summary>Ends <c>mprof</c> as the profiled program ended, so that the shell sees what it would have seen.</summary>
internal static partial class OwnEnd
{
    private const int PrSetDumpable = 4;

    /// <summary>Dies of <paramref name="signal"/>. Returns only if the signal does not end a process.</summary>
    public static void BySignal(int signal)
    {
        // The program has left its core file; one of mprof would say nothing.
        _ = Prctl(PrSetDumpable, 0, 0, 0, 0);
        _ = SetHandler(signal, 0);
        _ = Raise(signal);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint value, nuint a, nuint b, nuint c);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
