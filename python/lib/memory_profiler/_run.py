"""Running scripts and modules with `profile` as a builtin."""

import builtins
import contextlib
import os
import sys
import types

from heapline._backends import choose_backend
from memory_profiler import _CLEAN_GLOBALS


def _find_script(script_name):
    """The script's path, looked for on $PATH where it is no file; exits with 1 when there is none."""
    if os.path.isfile(script_name):
        return script_name
    for folder in filter(None, os.getenv("PATH", os.defpath).split(os.pathsep)):
        path = os.path.join(folder, script_name)
        if os.path.isfile(path):
            return path
    sys.stderr.write(f"Could not find script {script_name}\n")
    raise SystemExit(1)


def exec_with_profiler(filename, profiler, backend, passed_args=[]):
    """Runs a script as `__main__`, with `profile` as a builtin."""
    builtins.profile = profiler
    sys.path.insert(0, os.path.dirname(filename))
    sys.argv = [filename] + list(passed_args)
    # A module in its place, so that what the script defines is found there when it is pickled.
    main = types.ModuleType("__main__")
    vars(main).update(_CLEAN_GLOBALS, profile=profiler, __file__=filename, __name__="__main__", __builtins__=builtins)
    with open(filename, "rb") as file:
        source = file.read()
    earlier = sys.modules.get("__main__")
    sys.modules["__main__"] = main
    try:
        with _traced(choose_backend(backend)):
            exec(compile(source, filename, "exec"), vars(main))
    finally:
        # The report comes yet, and the names that it needs go with the module.
        _kept.append(main)
        if earlier is not None:
            sys.modules["__main__"] = earlier


def run_module_with_profiler(module, profiler, backend, passed_args=[]):
    """Runs a module as `__main__`, with `profile` as a builtin."""
    from runpy import run_module

    builtins.profile = profiler
    sys.argv = [module] + list(passed_args)
    with _traced(choose_backend(backend)):
        run_module(module, run_name="__main__", init_globals=dict(_CLEAN_GLOBALS, profile=profiler), alter_sys=True)


_kept = []


@contextlib.contextmanager
def _traced(backend):
    """With tracemalloc, it traces meanwhile."""
    if backend == "tracemalloc":
        import tracemalloc

        tracemalloc.start()
    try:
        yield
    finally:
        if backend == "tracemalloc":
            tracemalloc.stop()
