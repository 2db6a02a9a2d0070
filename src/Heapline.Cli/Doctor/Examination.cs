using System.Globalization;
using System.Runtime.InteropServices;
using Heapline.Cli.Running;

namespace Heapline.Cli.Doctor;

/// <summary>Looks at everything that Heapline depends on, in the order in which a run comes to need it.</summary>
internal static class Examination
{
    private const long SegmentBytes = 5L << 20;

    private static readonly string[] s_pictureLibraries = ["librsvg-2.so.2", "libcairo.so.2"];
    private static readonly string[] s_variables = ["HEAPLINE_HOME", "HEAPLINE_PYTHON", "HEAPLINE_AGENT", "PYTHONMALLOC", "PYTHONTRACEMALLOC", "LD_PRELOAD"];

    /// <summary>All findings. Nothing throws: what cannot be looked at is a finding, too.</summary>
    public static IReadOnlyList<Finding> All() =>
    [
        Installation(),
        .. PythonsFound.All(),
        SharedMemory("/dev/shm", SegmentBytes),
        TrialRun.Of(),
        .. MemoryLimits.All(),
        PtraceScope(),
        Pictures(),
        .. Variables(),
    ];

    private static Finding Installation()
    {
        var home = Home.Locate();
        try
        {
            home.Environment();
            return new Finding(Verdict.Works, "installation", home.Folder);
        }
        catch (UserErrorException e)
        {
            return new Finding(Verdict.Fails, "installation", e.Message, "Install the wheel again, or set HEAPLINE_HOME to the folder that ./dev build made.");
        }
    }

    /// <summary>What there is for the memory that programs share with mprof.</summary>
    internal static Finding SharedMemory(string folder, long wanted)
    {
        const string place = "Each profiled process takes 5 MB there; without it, $TMPDIR or /tmp is used.";
        if (!Directory.Exists(folder))
            return new Finding(Verdict.Note, "shared memory", $"there is no {folder}", place + " On a disk that is slow.");
        try
        {
            var probe = Path.Combine(folder, $"heapline-doctor-{Environment.ProcessId}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
            long free = new DriveInfo(folder).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{folder}, {free >> 20:N0} MiB free");
            return free >= 4 * wanted
                ? new Finding(Verdict.Works, "shared memory", found)
                : new Finding(free >= wanted ? Verdict.Note : Verdict.Fails, "shared memory", found, place + " In a container, give it more: docker run --shm-size 256m.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding(Verdict.Note, "shared memory", e.Message, place);
        }
    }

    private static Finding PtraceScope()
    {
        const string needed = "Nothing of mprof run needs it. mprof attach reads resident memory without it, and needs it for --backend psutil_pss and psutil_uss.";
        var scope = Text("/proc/sys/kernel/yama/ptrace_scope");
        return scope switch
        {
            null => new Finding(Verdict.Works, "ptrace", "not restricted by Yama"),
            "0" => new Finding(Verdict.Works, "ptrace", "ptrace_scope 0: own processes may be looked at"),
            "1" => new Finding(Verdict.Note, "ptrace", "ptrace_scope 1: a process may look only at those it started", needed),
            _ => new Finding(Verdict.Note, "ptrace", $"ptrace_scope {scope}: only an administrator may look at other processes", needed),
        };
    }

    private static Finding Pictures()
    {
        string[] missing = [.. s_pictureLibraries.Where(name => !CanLoad(name))];
        return missing.Length == 0
            ? new Finding(Verdict.Works, "PNG", "librsvg and cairo are here")
            : new Finding(Verdict.Note, "PNG", $"{string.Join(" and ", missing)} cannot be loaded",
                "mprof plot -o x.png needs them, SVG and the terminal do not. Debian and Ubuntu: apt install librsvg2-2; Fedora: dnf install librsvg2.");
    }

    private static bool CanLoad(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }

    private static IEnumerable<Finding> Variables()
    {
        foreach (var name in s_variables)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                yield return new Finding(Verdict.Note, "environment", $"{name}={value}", name switch
                {
                    "PYTHONMALLOC" => "Python's own allocator is chosen by it: figures are of that one.",
                    "PYTHONTRACEMALLOC" => "tracemalloc takes memory of its own, which is recorded like the rest.",
                    "LD_PRELOAD" => "A library that is preloaded may bring a malloc of its own: it is followed like the C library's.",
                    _ => "",
                });
    }

    /// <summary>The text of a small file, or null where it cannot be read.</summary>
    internal static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
