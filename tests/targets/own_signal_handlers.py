"""Its own handlers for the signals that profilers and runtimes like to take, while it allocates."""
import os
import signal

seen = {}


def handle(number, frame):
    seen[number] = seen.get(number, 0) + 1


NAMES = ["SIGPROF", "SIGVTALRM", "SIGALRM", "SIGSEGV", "SIGBUS", "SIGTRAP", "SIGUSR1", "SIGUSR2", "SIGQUIT", "SIGXFSZ"]
for name in NAMES:
    print(name, signal.getsignal(getattr(signal, name)))
    signal.signal(getattr(signal, name), handle)
for name in NAMES:
    os.kill(os.getpid(), getattr(signal, name))
print([seen.get(getattr(signal, name)) for name in NAMES])

signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
kept = []
while seen[signal.SIGPROF] < 50:
    kept.append(bytes(1_000))  # kept
    if len(kept) > 10_000:
        del kept[:]
signal.setitimer(signal.ITIMER_PROF, 0)
last = bytes(3_000_000)  # last
print("fifty alarms")
