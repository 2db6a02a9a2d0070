"""A scheduler and two workers, each a process of its own on this machine; each worker keeps something."""
import logging
import os
import subprocess
import sys
import tempfile

from distributed import Client


# Whether a connection is told of that closes while something waits in it is chance.
logging.disable(logging.CRITICAL)


def keep(size):
    sys.kept = bytes(size)  # kept
    return len(sys.kept)


def passing(size):
    return len(bytes(size))  # passing


def start(part, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + part, "--scheduler-file", "scheduler.json", "--host", "127.0.0.1", "--no-dashboard", *options],
        stderr=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    started = [start("dask_scheduler", "--port", "0")]
    started += [start("dask_worker", "--no-nanny", "--nthreads", "1", "--local-directory", folder) for _ in range(2)]
    with Client(scheduler_file="scheduler.json") as client:
        client.wait_for_workers(2)
        print(sorted(client.run(keep, 5_000_000).values()))
        print(sum(client.gather(client.map(passing, range(100_000, 100_040)))))
        client.shutdown()
    print([process.wait() for process in started])
    os.chdir("/")
