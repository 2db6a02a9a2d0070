using System.Runtime.InteropServices;

namespace Heapline.Fuzz.Running;

/// <summary>Runs one execution and says what was wrong with it: what it threw, or that it took more than a second of processor time or 256 MiB of memory.</summary>
internal static unsafe partial class Guard
{
    private const long MostNs = 1_000_000_000;
    private const long MostBytes = 256L << 20;
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    private static long s_mostNs;
    private static long s_mostBytes;

    /// <summary>The most processor time that one execution took, in nanoseconds.</summary>
    public static long LongestNs => s_mostNs;

    /// <summary>The most bytes that one execution allocated on the managed heap, freed ones included: an upper bound of what it held at once.</summary>
    public static long LargestBytes => s_mostBytes;

    /// <summary>Null when all is well, else a line and what follows it.</summary>
    public static string? Run(Action execute)
    {
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var before = NowNs();
        string? problem = null;
        try
        {
            execute();
        }
        catch (Exception e)
        {
            problem = e.ToString();
        }
        var took = NowNs() - before;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        s_mostNs = Math.Max(s_mostNs, took);
        s_mostBytes = Math.Max(s_mostBytes, bytes);
        return problem
            ?? (took > MostNs ? $"it took {took / 1_000_000} ms" : bytes > MostBytes ? $"it allocated {bytes >> 20} MiB" : null);
    }

    private static long NowNs()
    {
        long* time = stackalloc long[2];
        _ = clock_gettime(ThreadCpuTime, time);
        return time[0] * 1_000_000_000 + time[1];
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, long* time);
}
