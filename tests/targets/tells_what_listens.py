"""Which sockets and which files that others may read there are, here and in the process that started this one; names of shared memory and its modes."""
import os
import stat

kept = bytes(2_000_000)  # kept
for who in ("self", str(os.getppid())):
    links = []
    for number in os.listdir("/proc/%s/fd" % who):
        try:
            links.append(os.readlink("/proc/%s/fd/%s" % (who, number)))
        except OSError:
            pass
    print("sockets", sum(link.startswith("socket:") for link in links))
folder = os.environ.get("HEAPLINE_SESSION")
if folder:
    print(oct(stat.S_IMODE(os.stat(folder).st_mode)), len(os.path.basename(folder)))
    print(sorted({oct(stat.S_IMODE(os.lstat(os.path.join(folder, name)).st_mode)) for name in os.listdir(folder)}))
