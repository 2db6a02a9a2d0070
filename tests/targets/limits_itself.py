"""Sets limits and attributes of its own process, and sees them again; then it forks under them."""
import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_NO_NEW_PRIVS = 1, 2, 3, 4, 15, 38
for name in ("RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_STACK", "RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_MEMLOCK"):
    print(name, resource.getrlimit(getattr(resource, name)))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
print(libc.prctl(PR_GET_DUMPABLE), libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), libc.prctl(PR_GET_DUMPABLE))
print(libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), libc.prctl(PR_SET_NAME, b"renamed", 0, 0, 0))
kept = bytes(2_000_000)  # kept
child = os.fork()
if child == 0:
    os._exit(len(bytes(3_000_000)) % 100 + 7)
print(os.waitpid(child, 0)[1])
