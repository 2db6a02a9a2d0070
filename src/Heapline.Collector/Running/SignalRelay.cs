using System.Diagnostics;
using System.Runtime.InteropServices;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>
/// What becomes of the signals that would end us while the program runs. One to our whole process group (a key typed at the terminal, <c>timeout</c>, a shell that hangs up) has reached the
/// program by itself: we only survive it. One to us alone is passed on.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    // Who sends to us and then to the group does the second just after the first.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SameEvent = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Dictionary<int, long> _lastToGroup = [];
    private readonly List<int> _early = [];
    private SignalWitness? _witness;
    private int _keys;
    private int _pid;
    private long _endedAt;

    /// <summary>From here on no such signal ends us.</summary>
    public SignalRelay()
    {
        // Read before any signal is registered, since registering changes it.
        _ = InheritedSignals.Ignored;
        Register(PosixSignal.SIGINT, 2, isKey: true);
        Register(PosixSignal.SIGQUIT, 3, isKey: true);
        Register(PosixSignal.SIGHUP, 1, isKey: false);
        Register(PosixSignal.SIGTERM, 15, isKey: false);
    }

    /// <summary>The program runs, as process <paramref name="pid"/>: it gets what came before it was there, and from here on what comes.</summary>
    public void Begin(int pid)
    {
        lock (_gate)
        {
            _pid = pid;
            foreach (var signal in _early)
                _ = Libc.kill(pid, signal);
        }
    }

    /// <summary>Starts the witness, which takes a millisecond. Until then a key at the terminal is taken for one, and everything else for sent to us alone.</summary>
    public void Watch()
    {
        lock (_gate)
            _witness ??= SignalWitness.Start();
    }

    /// <summary>The program is over: whoever types a key once more now wants us to be over, too. Not at once: the key that ended the program may be told to us only after its end.</summary>
    public void End()
    {
        Volatile.Write(ref _endedAt, Stopwatch.GetTimestamp());
        lock (_gate)
            LetWitnessGo();
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        lock (_gate)
            LetWitnessGo();
    }

    private void Register(PosixSignal signal, int number, bool isKey)
    {
        if (!InheritedSignals.IsIgnored(number))
            _registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Receive(number, isKey)));
    }

    // False when it shall end us.
    private bool Receive(int signal, bool isKey)
    {
        var cameAt = Stopwatch.GetTimestamp();
        var endedAt = Volatile.Read(ref _endedAt);
        if (isKey && Interlocked.Increment(ref _keys) > 1 && endedAt != 0 && Stopwatch.GetElapsedTime(endedAt, cameAt) > SameEvent)
            return false;
        lock (_gate)
        {
            if (_pid == 0)
                _early.Add(signal);
            else if (endedAt == 0 && !HasReachedProgram(signal, isKey, cameAt))
                _ = Libc.kill(_pid, signal);
        }
        return true;
    }

    private bool HasReachedProgram(int signal, bool isKey, long cameAt)
    {
        var own = ProcessGroup.Of("self");
        if (ProcessGroup.Of(_pid.ToString(System.Globalization.CultureInfo.InvariantCulture)).Id != own.Id)
            return false;
        if (ToGroup(signal) is not { } toGroup)
            return isKey && own.IsForeground;
        if (!toGroup)
            return _lastToGroup.TryGetValue(signal, out var last) && Stopwatch.GetElapsedTime(last, cameAt) < SameEvent;
        Renew();
        return true;
    }

    // A signal stays pending: the next of its kind is seen by another witness only. That one is there before the last has said all that it saw, so nothing comes between them.
    private void Renew()
    {
        var next = SignalWitness.Start();
        var seen = _witness?.Signals ?? 0;
        for (var signal = 1; signal <= 64; signal++)
        {
            if ((seen >> (signal - 1) & 1) != 0)
                _lastToGroup[signal] = Stopwatch.GetTimestamp();
        }
        LetWitnessGo();
        _witness = next;
    }

    // Null when nobody can tell.
    private bool? ToGroup(int signal)
    {
        for (var begin = Stopwatch.GetTimestamp(); ; Thread.Sleep(1))
        {
            if (_witness?.Signals is not { } seen)
                return null;
            var has = (seen >> (signal - 1) & 1) != 0;
            if (has || Stopwatch.GetElapsedTime(begin) > Patience)
                return has;
        }
    }

    private void LetWitnessGo()
    {
        _witness?.Dispose();
        _witness = null;
    }
}
