"""Heapline's plugin for pytest.

    pytest --heapline                       records the whole run, and says at the end which tests took the most memory
    @pytest.mark.limit_memory("24 MB")      fails a test that takes more than that, with and without the option

Loaded with pytest, it imports nothing and does nothing until one of the two is there.
"""

import pytest


def pytest_addoption(parser):
    group = parser.getgroup("heapline", "memory, by Heapline")
    group.addoption("--heapline", action="store_true", help="record the memory of all tests and show which took the most")
    group.addoption("--heapline-output", metavar="FILE", default="pytest.mprofile", help="the capture of --heapline [%(default)s]")
    group.addoption("--heapline-top", metavar="N", type=int, default=10, help="how many tests to show; 0 for all [%(default)s]")


def pytest_configure(config):
    config.addinivalue_line("markers", "limit_memory(size): fail the test when more than that is alive at once of what it allocated, for example '24 MB'")
    if config.getoption("--heapline"):
        _measure(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if any(item.get_closest_marker("limit_memory") for item in items):
        _measure(config)


def _measure(config):
    if not config.pluginmanager.has_plugin("heapline-measuring"):
        from heapline._pytest_measuring import Measuring

        config.pluginmanager.register(Measuring(config), "heapline-measuring")
