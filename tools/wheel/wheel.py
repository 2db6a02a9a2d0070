"""Makes Heapline's wheel of what ./dev build has built. Called by ./dev wheel; needs nothing but a Python from 3.8 on, and no network.

The same input gives the same bytes: files in the order of their names, one fixed time, fixed rights.

    programs                 mprof and heapline, in the environment's bin
    site-packages            heapline, memory_profiler, mprof.py
    libexec/heapline         what goes into profiled programs: the agent, the start-up hook, and the packages once more, so that an interpreter in which
                             nothing is installed finds them in a folder in which there is nothing else
    man/man1                 the manual page, where man looks beside a bin that is on the PATH
    *.dist-info              metadata, licences, software bill of materials
"""

import argparse
import base64
import hashlib
import os
import sys
import zipfile

import bundled

TAG = "py3-none-manylinux_2_34_x86_64"
# Zip counts from 1980; a fixed time keeps the bytes the same.
TIME = (1980, 1, 1, 0, 0, 0)

METADATA = """\
Metadata-Version: 2.1
Name: heapline
Version: {version}
Summary: A memory profiler for Python programs: every allocation with its line and call stack, in one run
License: MIT
Keywords: memory,profiler,memory_profiler,mprof,leak,heap
Classifier: Development Status :: 4 - Beta
Classifier: Environment :: Console
Classifier: Framework :: IPython
Classifier: Framework :: Pytest
Classifier: Intended Audience :: Developers
Classifier: License :: OSI Approved :: MIT License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3.8
Classifier: Programming Language :: Python :: 3.9
Classifier: Programming Language :: Python :: 3.10
Classifier: Programming Language :: Python :: 3.11
Classifier: Programming Language :: Python :: 3.12
Classifier: Programming Language :: Python :: 3.13
Classifier: Programming Language :: Python :: 3.14
Classifier: Programming Language :: Python :: Implementation :: CPython
Classifier: Typing :: Typed
Requires-Python: >=3.8,<3.15
Description-Content-Type: text/markdown

{readme}"""

WHEEL = """\
Wheel-Version: 1.0
Generator: heapline
Root-Is-Purelib: false
Tag: {tag}
"""

ENTRY_POINTS = """\
[pytest11]
heapline = heapline.pytest_plugin
"""

# The second name of the program. It stands beside mprof, wherever that is, and is followed through links.
LAUNCHER = """\
#!/bin/sh
self=$(readlink -f -- "$0") || self=$0
exec "${self%/*}/mprof" "$@"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", required=True)
    parser.add_argument("--home", required=True, help="the built folder: mprof, _heapline.so, python")
    parser.add_argument("--root", required=True, help="the source tree, for its README and licences")
    parser.add_argument("--man", required=True, help="the manual page")
    parser.add_argument("--output", required=True, help="the folder to write the wheel to")
    options = parser.parse_args()

    if read(os.path.join(options.root, "THIRD-PARTY-NOTICES.md")).decode() != bundled.notices(bundled.components(options.root)):
        sys.exit("wheel: THIRD-PARTY-NOTICES.md is not what the lock files say; renew it: tools/wheel/bundled.py --root . notices > THIRD-PARTY-NOTICES.md")
    name = f"heapline-{options.version}"
    files = dict(contents(options, f"{name}.data", f"{name}.dist-info"))
    path = os.path.join(options.output, f"{name}-{TAG}.whl")
    write(path, files, f"{name}.dist-info/RECORD")
    print(path)


def contents(options, data, info):
    """Pairs of a path in the wheel and (bytes, whether it is a program)."""
    home, root = options.home, options.root
    packages = dict(tree(os.path.join(home, "python", "lib")))
    agent = read(os.path.join(home, "_heapline.so"))

    yield f"{data}/scripts/mprof", (read(os.path.join(home, "mprof")), True)
    yield f"{data}/scripts/heapline", (LAUNCHER.encode(), True)
    for path, content in packages.items():
        yield path, (content, False)
        yield f"{data}/data/libexec/heapline/python/lib/{path}", (content, False)
    for path, content in tree(os.path.join(home, "python", "startup")):
        yield f"{data}/data/libexec/heapline/python/startup/{path}", (content, False)
    # Every Python that is profiled imports from there, and would leave its compiled files behind, which pip knows nothing of. Where this name is a file's, Python
    # compiles in memory.
    for folder in ("startup", "lib", "lib/heapline", "lib/memory_profiler"):
        yield f"{data}/data/libexec/heapline/python/{folder}/__pycache__", (b"", False)
    yield f"{data}/data/libexec/heapline/_heapline.so", (agent, True)
    # pip takes away the folders that its files were in, but no folder above them: with a file of its own, man goes, too. Of share/man, share would stay. And
    # not lib/heapline: `pip install --target` takes of lib nothing but the packages along.
    for folder in ("man", "libexec"):
        yield f"{data}/data/{folder}/.heapline", (b"", False)
    yield f"{data}/data/man/man1/mprof.1", (read(options.man), False)
    yield f"{data}/data/man/man1/heapline.1", (b".so man1/mprof.1\n", False)

    readme = read(os.path.join(root, "README.md")).decode()
    yield f"{info}/METADATA", (METADATA.format(version=options.version, readme=readme).encode(), False)
    yield f"{info}/WHEEL", (WHEEL.format(tag=TAG).encode(), False)
    yield f"{info}/entry_points.txt", (ENTRY_POINTS.encode(), False)
    yield f"{info}/top_level.txt", (b"heapline\nmemory_profiler\nmprof\n", False)
    yield f"{info}/licenses/LICENSE", (read(os.path.join(root, "LICENSE")), False)
    yield f"{info}/licenses/THIRD-PARTY-NOTICES.md", (read(os.path.join(root, "THIRD-PARTY-NOTICES.md")), False)
    found = bundled.components(root)
    for name, content in bundled.licence_files(found):
        yield f"{info}/licenses/{name}", (content, False)
    yield f"{info}/sboms/heapline.cdx.json", (bundled.sbom(found, options.version).encode(), False)


def tree(folder):
    """Files below a folder, by their path in it; no compiled ones."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(parent, name)
            yield os.path.relpath(path, folder), read(path)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, files, record):
    lines = []
    part = path + ".part"
    with zipfile.ZipFile(part, "w") as wheel:
        # The metadata last, as the format recommends, and the list of all at the very end.
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name)):
            content, executable = files[name]
            add(wheel, name, content, executable)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}\n")
        add(wheel, record, ("".join(lines) + f"{record},,\n").encode(), False)
    os.replace(part, path)


def add(wheel, name, content, executable):
    entry = zipfile.ZipInfo(name, TIME)
    entry.create_system = 3  # Unix: the rights below count
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content, compresslevel=9)


if __name__ == "__main__":
    sys.exit(main())
