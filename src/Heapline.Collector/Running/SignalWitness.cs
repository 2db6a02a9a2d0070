using System.Globalization;
using System.Text;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>
/// Tells whether a signal that came to us was sent to our whole process group, and so reached the program by itself, or to us alone. Nothing else tells it: the kernel says who sent a signal,
/// not to whom.
/// </summary>
/// <remarks>
/// A process that waits, every signal blocked, for our end: <c>cat</c>, reading a pipe that only we could write to. A signal to the group stays pending with it, where /proc shows it. It holds
/// none of our descriptors, and ends with us however we end.
/// </remarks>
internal sealed unsafe class SignalWitness : IDisposable
{
    private static readonly string[] Programs = ["/usr/bin/cat", "/bin/cat"];

    private readonly int _pipe;
    private readonly int _pid;

    private SignalWitness(int pid, int pipe)
    {
        _pid = pid;
        _pipe = pipe;
    }

    /// <summary>Starts a witness; null where that cannot be.</summary>
    public static SignalWitness? Start()
    {
        var ends = stackalloc int[2];
        if (Array.Find(Programs, File.Exists) is not { } program || Libc.pipe2(ends, Libc.O_CLOEXEC) != 0)
            return null;
        using var arguments = new StringVector([Encoding.UTF8.GetBytes(program)]);
        using var environment = new StringVector([]);
        var attributes = stackalloc byte[ProgramRunner.SpawnAttributesBytes];
        var actions = stackalloc byte[128]; // posix_spawn_file_actions_t of glibc: 80 bytes
        var everySignal = stackalloc ulong[ProgramRunner.SigsetWords];
        new Span<ulong>(everySignal, ProgramRunner.SigsetWords).Fill(ulong.MaxValue);
        _ = Libc.posix_spawnattr_init(attributes);
        _ = Libc.posix_spawnattr_setsigmask(attributes, everySignal);
        _ = Libc.posix_spawnattr_setflags(attributes, ProgramRunner.POSIX_SPAWN_SETSIGMASK);
        _ = Libc.posix_spawn_file_actions_init(actions);
        _ = Libc.posix_spawn_file_actions_adddup2(actions, ends[0], 0);
        _ = Libc.posix_spawn_file_actions_addopen(actions, 1, "/dev/null", Libc.O_RDWR, 0);
        // Whoever waits for the other end of what we were given must not wait for this process.
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture) is > 1 and var descriptor)
                _ = Libc.posix_spawn_file_actions_addclose(actions, descriptor);
        }
        int pid;
        var error = Libc.posix_spawnp(&pid, arguments.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer);
        _ = Libc.posix_spawn_file_actions_destroy(actions);
        _ = Libc.posix_spawnattr_destroy(attributes);
        _ = Libc.close(ends[0]);
        if (error == 0)
            return new SignalWitness(pid, ends[1]);
        _ = Libc.close(ends[1]);
        return null;
    }

    /// <summary>The signals that were sent to the group since this witness was started, bit n-1 for signal n; null when it cannot tell.</summary>
    public ulong? Signals
    {
        get
        {
            const string key = "ShdPnd:";
            try
            {
                var line = File.ReadLines($"/proc/{_pid}/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
                return line == null ? null : ulong.Parse(line.AsSpan(key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        int status;
        _ = Libc.kill(_pid, Libc.SIGKILL);
        _ = Libc.waitpid(_pid, &status, 0);
        _ = Libc.close(_pipe);
    }
}
