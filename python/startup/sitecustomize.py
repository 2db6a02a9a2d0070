"""Start-up hook of `mprof run`: its folder stands first on PYTHONPATH, so Python's `site` imports this before the program.

It takes itself out of sight, loads the agent, makes `memory_profiler` and `heapline` importable, and then hands over to the sitecustomize that Python
would have found without it. The file must parse under every Python that may inherit the variable, 2.7 included.
"""
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(FOLDER))


def leave_path():
    """Takes this folder off sys.path, however it is spelled there."""
    own = os.stat(FOLDER)

    def is_own(entry):
        try:
            return os.path.samestat(os.stat(entry), own)
        except (OSError, TypeError, ValueError):
            return False

    gone = [entry for entry in sys.path if entry and is_own(entry)]
    sys.path[:] = [entry for entry in sys.path if entry not in gone]
    for entry in gone:
        sys.path_importer_cache.pop(entry, None)


def add_finder():
    """Makes our modules importable without an entry on sys.path, where the program could find other things beside them.

    They stand before an installed package of the same name, as the original memory_profiler would know nothing of this run; but a module of the program's own
    (beside the script, in its source tree) stands before ours: the program runs as it does without us.
    """
    from _frozen_importlib_external import ExtensionFileLoader, PathFinder, spec_from_file_location

    agent = os.environ.get("HEAPLINE_AGENT") or os.path.join(HOME, "_heapline.so")
    packages = os.path.join(HOME, "python", "lib")

    class HeaplineFinder(object):
        """Finds `heapline`, `memory_profiler` and the agent."""

        # A child that multiprocessing spawns imports its resource tracker just before it is told its name, and other modules after that.
        may_be_spawned = False

        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "_heapline":
                return spec_from_file_location(name, agent, loader=ExtensionFileLoader(name, agent)) if os.path.exists(agent) else None
            if name == "multiprocessing.resource_tracker":
                HeaplineFinder.may_be_spawned = True
            elif HeaplineFinder.may_be_spawned:
                tell_name()
            if name != "memory_profiler" and name != "heapline":
                return None
            theirs = PathFinder.find_spec(name)
            # A folder without __init__.py has no origin: it gives way to any real package, as always.
            origin = theirs.origin if theirs is not None else None
            if origin and "/site-packages/" not in origin and "/dist-packages/" not in origin:
                return None
            folder = os.path.join(packages, name)
            return spec_from_file_location(name, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder])

    def tell_name():
        """Tells the agent the name that multiprocessing has given this process, once it has."""
        current = getattr(sys.modules.get("multiprocessing.process"), "_current_process", None)
        if getattr(current, "_name", "MainProcess") != "MainProcess" and "_heapline" in sys.modules:
            HeaplineFinder.may_be_spawned = False
            sys.modules["_heapline"].named(None)

    HeaplineFinder.__module__ = "heapline"
    sys.meta_path.insert(0, HeaplineFinder)


def add_builtin():
    """The builtin `profile`. What it stands for is imported when it is first used."""
    import builtins

    def real():
        from heapline._shared import builtin
        if builtins.__dict__.get("profile") is stand_in:
            builtins.profile = builtin()
        return builtin()

    class Profile(object):
        """The decorator `profile`."""

        def __call__(self, *args, **kwargs):
            return real()(*args, **kwargs)

        def __enter__(self):
            return real().__enter__()

        def __exit__(self, *error):
            return real().__exit__(*error)

        def __getattr__(self, name):
            # Whoever looks through the builtins asks for such names, and does not mean to use anything.
            if name.startswith("__"):
                raise AttributeError(name)
            return getattr(real(), name)

    Profile.__module__ = "heapline"
    stand_in = builtins.profile = Profile()


def attach():
    """Brings the agent to work, if the run that this process belongs to still goes on."""
    session = os.environ.get("HEAPLINE_SESSION")
    if not session or not os.path.exists(session):
        return
    try:
        import _heapline as agent
        reason = agent.attach()
        if reason is None:
            import atexit
            # The first to be registered is the last to be called.
            atexit.register(agent.finalizing)
            # For a spawned process that imported nothing more.
            atexit.register(agent.named, None)
            os.register_at_fork(after_in_child=agent.forked)
    except Exception as error:
        reason = "%s: %s" % (type(error).__name__, error)
    # A run that has ended meanwhile, or whose mprof was killed, is no news for this program.
    if reason and sys.stderr is not None and os.path.exists(os.path.join(session, "session")):
        sys.stderr.write("mprof: this process is not recorded: %s\n" % reason)


leave_path()
if sys.version_info >= (3, 8) and sys.implementation.name == "cpython":
    add_finder()
    add_builtin()
    attach()

# Python's own import goes on where it would have come to. Where there is no other sitecustomize, its error tells `site` what it expects to hear.
del sys.modules["sitecustomize"]
import sitecustomize
