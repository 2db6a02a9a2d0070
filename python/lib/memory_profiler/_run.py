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
    _install(profiler)
    sys.path.insert(0, os.path.dirname(filename))
    sys.argv = [filename] + list(passed_args)
    # A module in its place, so that what the script defines is found there when it is pickled.
    main = types.ModuleType("__main__")
    vars(main).update(_CLEAN_GLOBALS, profile=profiler, __file__=filename, __name__="__main__", __builtins__=builtins)
    # It belongs to no package: multiprocessing finds it by its file.
    vars(main).update(__spec__=None, __package__=None, __loader__=None, __doc__=None)
    vars(main).pop("__path__", None)
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

    _install(profiler)
    sys.argv = [module] + list(passed_args)
    with _traced(choose_backend(backend)):
        run_module(module, run_name="__main__", init_globals=dict(_CLEAN_GLOBALS, profile=profiler), alter_sys=True)


def _install(profiler):
    """Makes it the builtin `profile`, here and in processes that multiprocessing starts anew: they import the program again, decorated functions and all."""
    from multiprocessing import spawn

    builtins.profile = profiler
    told = spawn.get_preparation_data

    def get_preparation_data(name, *args, **kwargs):
        # A new process unpickles this first, and `Worker` with it; it passes over keys that it does not know.
        data = dict(told(name, *args, **kwargs), memory_profiler=_Worker(profiler))
        if name == "ignore":
            # It is for the fork server, which only reads what to import ahead: from 3.14 on the program, which has no builtin there. Its children import it themselves.
            data.pop("init_main_from_path", None)
        return data

    spawn.get_preparation_data = get_preparation_data


class _Worker:
    """Pickled, it is what gives a new process a profiler of the same kind. The figures of a worker go with it, as it ends without a report."""

    def __init__(self, profiler):
        self._profiler = profiler

    def __reduce__(self):
        return _install_anew, (type(self._profiler), self._profiler.backend, self._profiler.include_children)


def _install_anew(kind, backend, include_children):
    profiler = kind(backend=backend, include_children=include_children)
    _install(profiler)
    return profiler


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
