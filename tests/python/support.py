"""What the tests share: where things are, running programs with and without the start-up hook, reports with their numbers masked."""

import linecache
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import textwrap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STARTUP = os.path.join(ROOT, "python", "startup")
LIB = os.path.join(ROOT, "python", "lib")
AGENT = os.environ["HEAPLINE_AGENT"]

# src/Heapline.Protocol/SessionPage.cs and SegmentHeader.cs
_SESSION_MAGIC, _LAYOUT_VERSION, _EXACT = 0x5345534C50414548, 3, 1
_HEADER_BYTES, _MAIN_HEAD, _SIDE_HEAD = 4096, 256, 512
# A build without a global lock writes all records to the side lane, two words to a slot of four.
_FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()
_MAIN_WORDS, _SIDE_SLOTS = (1 << 14, 1 << 21) if _FREE_THREADED else (1 << 22, 1 << 14)


def is_debian_python():
    """Whether this is the Python for which Debian packages the original memory_profiler, psutil and IPython."""
    return os.path.realpath(sys.executable).startswith("/usr/bin/python3") and os.path.exists("/etc/debian_version")


class Session:
    """A session as mprof makes it, with nobody to drain the lanes: they are large enough for the tests' small programs."""

    def __init__(self, exact=False):
        self.folder = tempfile.mkdtemp(prefix="heapline-test-", dir="/dev/shm")
        page = bytearray(4096)
        struct.pack_into("<QIIIII", page, 0, _SESSION_MAGIC, _LAYOUT_VERSION, os.getpid(), _MAIN_WORDS, _SIDE_SLOTS, _EXACT if exact else 0)
        struct.pack_into("<I", page, 64, os.getpid())
        with open(os.path.join(self.folder, "session"), "wb") as file:
            file.write(page)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.folder)

    def lanes(self):
        """The records of each process's busier lane, as lists of words."""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".seg"):
                with open(os.path.join(self.folder, name), "rb") as file:
                    data = file.read()
                if _FREE_THREADED:
                    head = 4 * struct.unpack_from("<Q", data, _SIDE_HEAD)[0]
                    slots = struct.unpack_from(f"<{head}Q", data, _HEADER_BYTES + 8 * _MAIN_WORDS)
                    words = [word for at in range(2, head, 4) for word in slots[at:at + 2]]
                    yield list(_records(words, 2))
                else:
                    head = struct.unpack_from("<Q", data, _MAIN_HEAD)[0]
                    yield list(_records(struct.unpack_from(f"<{head}Q", data, _HEADER_BYTES), 1))


def _records(words, unit):
    # src/Heapline.Protocol/Record.cs: how many words a record has, by kind; 10, 13, 24, 25 and 27 say it themselves.
    fixed = {1: 1, 2: 2, 3: 3, 4: 1, 5: 4, 6: 1, 7: 2, 8: 3, 9: 2, 11: 1, 12: 4, 14: 1, 26: 4, 28: 1, 29: 2}
    fixed.update((kind, 1) for kind in range(128, 160))
    at = 0
    while at < len(words):
        kind, value = words[at] & 0xFF, words[at] >> 16
        length = 3 + value if kind == 10 else 2 + value if kind in (24, 25, 27) else 1 + value if kind == 13 else fixed[kind]
        yield words[at:at + length]
        at += -(-length // unit) * unit


def environment(session=None, **more):
    """The environment of a program under `mprof run`; without a session as a child that outlives the run."""
    env = plain_environment(**more)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [STARTUP, env.get("PYTHONPATH")]))
    env["HEAPLINE_AGENT"] = AGENT
    if session is not None:
        env["HEAPLINE_SESSION"] = session.folder
    return env


def plain_environment(**more):
    """The environment of the same program without Heapline."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HEAPLINE_", "PYTHON"))}
    env.update(more)
    return env


def run(*arguments, env, python=sys.executable, **more):
    """Runs a Python program to its end."""
    return subprocess.run(
        [python, *arguments], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=120, **more)


class Folder:
    """A folder of a program's files, gone afterwards."""

    def __init__(self, **files):
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="heapline-test-"))
        for name, text in files.items():
            self.write(name + ".py", text)

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(textwrap.dedent(text).lstrip("\n"))
        return path

    def __enter__(self):
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.path)


def run_program(text, *options, exact=False, arguments=(), **files):
    """Runs a program under the hook and a session; its result, and the records it left."""
    with Folder(program=text, **files) as folder, Session(exact) as session:
        result = run(*options, os.path.join(folder.path, "program.py"), *arguments, env=environment(session), cwd=folder.path)
        result.stdout = result.stdout.replace(folder.path + "/", "")
        result.stderr = result.stderr.replace(folder.path + "/", "")
        result.lanes = list(session.lanes())
        return result


def masked(report):
    """The report with the digits of its memory cells replaced."""
    return re.sub(r"(?m)^( *\d+ ) *-?[\d.]+ MiB +-?[\d.]+ MiB( +\d+   )", r"\1       # MiB        # MiB\2", report)


def rows(report):
    """`{line text: (memory, increment, occurrences)}` of a report."""
    pattern = re.compile(r"(?m)^ *\d+ +(-?[\d.]+) MiB +(-?[\d.]+) MiB +(\d+)   (.*)$")
    return {text.strip(): (float(memory), float(increment), int(times)) for memory, increment, times, text in pattern.findall(report)}


def by_text(profiler):
    """`{line text: (increment, memory, occurrences)}` of everything a profiler has."""
    return {
        linecache.getline(filename, line).strip(): figures
        for filename, items in profiler.code_map.items() for line, figures in items if figures}
