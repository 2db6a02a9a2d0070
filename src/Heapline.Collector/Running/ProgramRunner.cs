using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>
/// The program that is profiled: started with file descriptors 0, 1 and 2 as they are and with the signals it would have had without us, and waited for by a
/// thread of its own.
/// </summary>
/// <remarks>
/// A key typed at the terminal (Ctrl-C, Ctrl-\) reaches the program by itself, as it is in our process group: we only survive it. Any other signal that would end us
/// was sent to us alone, and is passed on.
/// </remarks>
internal sealed unsafe class ProgramRunner : IDisposable
{
    private const short POSIX_SPAWN_SETSIGDEF = 4;
    private const short POSIX_SPAWN_SETSIGMASK = 8;
    private const int SigsetWords = 16; // sigset_t of glibc: 1,024 bits

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Thread _waiter;
    private ProgramEnd _end;
    private volatile bool _ended;

    private ProgramRunner(int pid, Action ended)
    {
        Pid = pid;
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
        // Read before any signal is registered, since registering changes it.
        _ = InheritedSignals.Ignored;
        var pid = 0;
        var keys = 0;
        ProgramRunner? runner = null;
        List<PosixSignalRegistration> registrations = [];
        void Register(PosixSignal signal, int number, bool isKey)
        {
            if (!InheritedSignals.IsIgnored(number))
                registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    // Whoever types it once more when the program is over wants us to be over, too.
                    if (isKey && Interlocked.Increment(ref keys) > 1 && Volatile.Read(ref runner) is { End: not null })
                        return;
                    Receive(context, Volatile.Read(ref pid), number, isKey);
                }));
        }
        Register(PosixSignal.SIGINT, 2, isKey: true);
        Register(PosixSignal.SIGQUIT, 3, isKey: true);
        Register(PosixSignal.SIGHUP, 1, isKey: false);
        Register(PosixSignal.SIGTERM, 15, isKey: false);
        try
        {
            Volatile.Write(ref pid, Spawn(command, environment));
        }
        catch
        {
            registrations.ForEach(registration => registration.Dispose());
            throw;
        }
        runner = new ProgramRunner(pid, ended);
        runner._registrations.AddRange(registrations);
        runner._waiter.Start();
        return runner;
    }

    /// <summary>Waits until the program has ended and everybody has been told.</summary>
    public void Dispose()
    {
        _waiter.Join();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private static void Receive(PosixSignalContext context, int pid, int signal, bool isKey)
    {
        context.Cancel = true;
        if (pid > 0 && !(isKey && IsForeground()))
            _ = Libc.kill(pid, signal);
    }

    /// <summary>Whether keys typed at the terminal come to our process group: proc(5), fields 5 (our group) and 8 (the terminal's foreground group) of stat.</summary>
    private static bool IsForeground()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        // The second field is the program's name in parentheses, and may hold anything.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[2] == fields[5];
    }

    private void Wait(Action ended)
    {
        int status;
        int got;
        do
            got = Libc.waitpid(Pid, &status, 0);
        while (got < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        _end = got == Pid ? ProgramEnd.FromStatus(status) : new ProgramEnd(255, 0);
        _ended = true;
        ended();
    }

    private static int Spawn(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> changes)
    {
        using var arguments = new StringVector([.. command.Select(Encoding.UTF8.GetBytes)]);
        using var environment = new StringVector(Environment(changes));
        var attributes = stackalloc byte[512]; // posix_spawnattr_t of glibc: 336 bytes
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
