"""The agent: the C# library `_heapline`, which measures, counts and writes reports."""

import os
import sys


def load():
    """The agent's module. It is there already under `mprof run`; else it is loaded from where it is installed."""
    loaded = sys.modules.get("_heapline")
    if loaded is not None:
        return loaded
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import module_from_spec, spec_from_file_location

    from heapline import _home

    path = _home.agent()
    if not os.path.exists(path):
        raise ImportError(f"Heapline's agent is missing: there is no {path}", name="_heapline", path=path)
    spec = spec_from_file_location("_heapline", path, loader=ExtensionFileLoader("_heapline", path))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules["_heapline"] = module
    return module


agent = load()
