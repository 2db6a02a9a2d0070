using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Heapline.Bench;

/// <summary>One run of a program, from its start to its exit.</summary>
/// <param name="ExitCode">Its exit code, 128 plus the signal when a signal ended it.</param>
/// <param name="WallSeconds">Seconds from start to exit.</param>
/// <param name="OwnCpuSeconds">User and system time of the process itself, in seconds (to 10 ms, as the kernel counts).</param>
/// <param name="ChildrenCpuSeconds">User and system time of its children, in seconds.</param>
/// <param name="CpuSeconds">That of both together, in seconds (to 1 µs).</param>
/// <param name="PeakResidentBytes">High-water mark of the resident set of the watched process: the program itself.</param>
internal sealed record MeasuredProcess(int ExitCode, double WallSeconds, double OwnCpuSeconds, double ChildrenCpuSeconds, double CpuSeconds, long PeakResidentBytes)
{
    /// <summary>USER_HZ: the unit of /proc/PID/stat, 100 on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;
    /// <summary>Larger than posix_spawn_file_actions_t (80 bytes) and siginfo_t (128 bytes) of glibc.</summary>
    private const int NativeStructBytes = 256;

    /// <summary>Runs a program with its output thrown away.</summary>
    /// <param name="command">The program's path and its arguments.</param>
    /// <param name="watchChild">Whether the program to watch is the first child (of mprof), not the process itself.</param>
    public static MeasuredProcess Run(IReadOnlyList<string> command, bool watchChild)
    {
        var clock = Stopwatch.StartNew();
        var pid = Start(command);
        long peak = 0;
        var ended = new ManualResetEventSlim();
        // A high-water mark only rises: reading it now and then misses no more than the last few milliseconds.
        var watcher = new Thread(() =>
        {
            var watched = watchChild ? 0 : pid;
            do
            {
                if (watched == 0)
                    watched = FirstChild(pid);
                if (watched != 0)
                    peak = Math.Max(peak, HighWaterMark(watched));
            }
            while (!ended.Wait(peak == 0 ? 1 : 5));
        });
        watcher.Start();
        AwaitEnd(pid);
        var wall = clock.Elapsed.TotalSeconds;
        ended.Set();
        watcher.Join();
        var counters = File.ReadAllText($"/proc/{pid}/stat");
        // Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; the name in brackets before them may hold spaces.
        var fields = counters[(counters.LastIndexOf(')') + 2)..].Split(' ');
        double Seconds(int field) => long.Parse(fields[field - 3]) / TicksPerSecond;
        var (status, cpu) = Reap(pid);
        var signal = status & 0x7F;
        return new MeasuredProcess(signal == 0 ? status >> 8 & 0xFF : 128 + signal, wall, Seconds(14) + Seconds(15), Seconds(16) + Seconds(17), cpu, peak);
    }

    /// <summary>Its status as waitpid gives it, and its processor time with that of its children.</summary>
    private static unsafe (int Status, double CpuSeconds) Reap(int pid)
    {
        // struct rusage begins with user and system time, each in seconds and microseconds.
        var usage = stackalloc long[NativeStructBytes / sizeof(long)];
        _ = Native.wait4(pid, out var status, 0, usage);
        return (status, usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6);
    }

    private static unsafe int Start(IReadOnlyList<string> command)
    {
        var arguments = Pointers(command);
        var environment = Pointers(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));
        var actions = stackalloc byte[NativeStructBytes];
        _ = Native.posix_spawn_file_actions_init(actions);
        _ = Native.posix_spawn_file_actions_addopen(actions, 1, "/dev/null", Native.OpenReadWrite, 0);
        _ = Native.posix_spawn_file_actions_addopen(actions, 2, "/dev/null", Native.OpenReadWrite, 0);
        fixed (nint* a = arguments, e = environment)
        {
            var error = Native.posix_spawn(out var pid, command[0], actions, null, a, e);
            _ = Native.posix_spawn_file_actions_destroy(actions);
            foreach (var text in arguments.Concat(environment))
                Marshal.FreeCoTaskMem(text);
            return error == 0 ? pid : throw new Win32Exception(error, $"{command[0]} did not start");
        }
    }

    private static nint[] Pointers(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    /// <summary>Waits without reaping: the counters of /proc stay to be read.</summary>
    private static unsafe void AwaitEnd(int pid)
    {
        var info = stackalloc byte[NativeStructBytes];
        while (Native.waitid(Native.ById, pid, info, Native.WaitExited | Native.WaitNoReap) != 0)
        {
            const int interrupted = 4;
            if (Marshal.GetLastPInvokeError() != interrupted)
                throw new Win32Exception();
        }
    }

    private static int FirstChild(int pid)
    {
        try
        {
            foreach (var task in Directory.GetDirectories($"/proc/{pid}/task"))
            {
                var children = File.ReadAllText(Path.Combine(task, "children"));
                if (children.Length > 0)
                    return int.Parse(children.Split(' ')[0]);
            }
        }
        catch (IOException)
        {
            // The process or one of its threads ended meanwhile.
        }
        return 0;
    }

    private static long HighWaterMark(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
