using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>
/// The program that is profiled: started with file descriptors 0, 1 and 2 as they are and with the signals it would have had without us, and waited for by a
/// thread of its own.
/// </summary>
internal sealed unsafe class ProgramRunner : IDisposable
{
    /// <summary>For a posix_spawnattr_t of glibc, which has 336 bytes.</summary>
    public const int SpawnAttributesBytes = 512;
    /// <summary>Of a sigset_t of glibc: 1,024 bits.</summary>
    public const int SigsetWords = 16;
    public const short POSIX_SPAWN_SETSIGMASK = 8;

    private const short POSIX_SPAWN_SETSIGDEF = 4;
    // Programs that are over by then need no witness of signals, and it would take a millisecond beside their start.
    private const int WatchAfterMilliseconds = 100;

    private readonly SignalRelay _relay;
    private readonly Thread _waiter;
    private ProgramEnd _end;
    private volatile bool _ended;

    private ProgramRunner(int pid, SignalRelay relay, Action ended)
    {
        Pid = pid;
        _relay = relay;
        _waiter = new Thread(() => Wait(ended)) { IsBackground = true, Name = "waitpid" };
    }

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>How it ended; null while it runs.</summary>
    public ProgramEnd? End => _ended ? _end : null;

    /// <summary>Starts the program. <paramref name="ended"/> is called once, from another thread, when it has ended.</summary>
    /// <exception cref="ProgramStartException">It could not be started.</exception>
    public static ProgramRunner Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, Action ended)
    {
        var relay = new SignalRelay();
        try
        {
            var runner = new ProgramRunner(Spawn(command, environment), relay, ended);
            relay.Begin(runner.Pid);
            runner._waiter.Start();
            return runner;
        }
        catch
        {
            relay.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the program has ended and everybody has been told.</summary>
    public void Dispose()
    {
        _waiter.Join();
        _relay.Dispose();
    }

    private void Wait(Action ended)
    {
        if (!IsOverWithin(WatchAfterMilliseconds))
            _relay.Watch();
        int status;
        int got;
        do
            got = Libc.waitpid(Pid, &status, 0);
        while (got < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        _end = got == Pid ? ProgramEnd.FromStatus(status) : new ProgramEnd(255, 0);
        _ended = true;
        ended();
        _relay.End();
    }

    private bool IsOverWithin(int milliseconds)
    {
        var fd = (int)Libc.syscall(Libc.SYS_pidfd_open, (void*)Pid, 0, 0, null, null, 0);
        if (fd < 0)
            return false; // a kernel before 5.3
        var descriptor = new Libc.PollFd { Fd = fd, Events = Libc.POLLIN };
        var ready = Libc.poll(&descriptor, 1, milliseconds);
        _ = Libc.close(fd);
        return ready > 0;
    }

    private static int Spawn(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> changes)
    {
        using var arguments = new StringVector([.. command.Select(Encoding.UTF8.GetBytes)]);
        using var environment = new StringVector(Environment(changes));
        var attributes = stackalloc byte[SpawnAttributesBytes];
        _ = Libc.posix_spawnattr_init(attributes);
        var defaults = stackalloc ulong[SigsetWords];
        var mask = stackalloc ulong[SigsetWords];
        new Span<ulong>(defaults, SigsetWords).Clear();
        new Span<ulong>(mask, SigsetWords).Clear();
        defaults[0] = ~InheritedSignals.Ignored;
        _ = Libc.posix_spawnattr_setsigdefault(attributes, defaults);
        _ = Libc.posix_spawnattr_setsigmask(attributes, mask);
        _ = Libc.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        int pid;
        var error = Libc.posix_spawnp(&pid, arguments.Pointer[0], null, attributes, arguments.Pointer, environment.Pointer);
        _ = Libc.posix_spawnattr_destroy(attributes);
        return error == 0 ? pid : throw new ProgramStartException($"cannot run {command[0]}: {new Win32Exception(error).Message}", error);
    }

    // From the kernel and not from .NET: variables need not be UTF-8, and the program gets each byte as we got it.
    private static List<byte[]> Environment(IReadOnlyDictionary<string, string?> changes)
    {
        List<byte[]> result = [];
        var inherited = File.ReadAllBytes("/proc/self/environ").AsSpan();
        foreach (var range in inherited.Split((byte)0))
        {
            var variable = inherited[range];
            var name = Encoding.UTF8.GetString(variable[..Math.Max(variable.IndexOf((byte)'='), 0)]);
            if (!variable.IsEmpty && !changes.ContainsKey(name))
                result.Add(variable.ToArray());
        }
        foreach (var (name, value) in changes)
        {
            if (value != null)
                result.Add(Encoding.UTF8.GetBytes($"{name}={value}"));
        }
        return result;
    }
}
