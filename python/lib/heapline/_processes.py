"""Memory of processes, and their children, as Linux tells them in /proc.

Imports nothing of the package: the sampler runs this alone, in a process of its own.
"""

import contextlib
import errno
import os
import sys

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

# The name under which a sampler runs. Who adds up children leaves it out: it is ours, not the program's. The kernel keeps 15 letters.
SAMPLER = "heapline-sample"


def resident(pid):
    """Resident memory in bytes."""
    return int(_read(pid, "statm").split()[1]) * _PAGE_BYTES


def highest_resident(pid):
    """Highest resident memory of the process's whole life, in bytes."""
    return 1024 * next(int(line.split()[1]) for line in _read(pid, "status").splitlines() if line.startswith(b"VmHWM:"))


def proportional(pid):
    """Proportional set size in bytes: shared pages count in parts."""
    return _sum_of(pid, b"Pss:")


def unique(pid):
    """Unique set size in bytes: what would be free if the process were gone."""
    return _sum_of(pid, b"Private_")


def children(pid):
    """Pids of the running children and their children, but for samplers."""
    found, left = [], [pid]
    while left:
        for child in _children_of(left.pop()):
            if _name(child) != SAMPLER:
                found.append(child)
                left.append(child)
    return found


def rename_to_sampler():
    """Gives the calling process the name that `children` leaves out."""
    with open("/proc/self/comm", "w") as file:
        file.write(SAMPLER)


@contextlib.contextmanager
def named_as_sampler():
    """Gives the calling thread that name meanwhile: what it forks has it from its first moment until it runs a program of its own."""
    try:
        with open("/proc/thread-self/comm", "r+b", buffering=0) as file:
            own = file.read().rstrip(b"\n")
            file.write(SAMPLER.encode())
    except OSError:
        own = None
    try:
        yield
    finally:
        if own is not None:
            with open("/proc/thread-self/comm", "wb", buffering=0) as file:
                file.write(own)


def _read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        raise _gone(pid) from None


def _gone(pid):
    """ProcessLookupError; where the program has imported psutil, an error of psutil's as well, as who comes from the original waits for that."""
    theirs = getattr(sys.modules.get("psutil"), "NoSuchProcess", None)
    told = errno.ESRCH, f"there is no process {pid}"
    if theirs is None:
        return ProcessLookupError(*told)
    gone = type("NoSuchProcess", (ProcessLookupError, theirs), {"__module__": "psutil"})(*told)
    gone.pid, gone.name, gone.msg = pid, None, told[1]
    return gone


def _sum_of(pid, key):
    name = "smaps_rollup" if os.path.exists(f"/proc/{pid}/smaps_rollup") else "smaps"
    return 1024 * sum(int(line.split()[1]) for line in _read(pid, name).splitlines() if line.startswith(key))


def _children_of(pid):
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return _with_parent(pid)
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except FileNotFoundError:
        return []
    found = []
    for thread in threads:
        try:
            found += map(int, _read(pid, f"task/{thread}/children").split())
        except ProcessLookupError:
            continue
    return found


def _with_parent(pid):
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            # "PID (NAME) STATE PARENT ...", and the name may hold anything.
            if int(_read(entry, "stat").rpartition(b")")[2].split()[1]) == pid:
                found.append(int(entry))
        except ProcessLookupError:
            continue
    return found


def _name(pid):
    try:
        return _read(pid, "comm").decode("utf-8", "replace").rstrip("\n")
    except ProcessLookupError:
        return ""
