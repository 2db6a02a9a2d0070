"""What heapline.pytest_plugin does once it is asked to: measures each test's call, holds it to its limit, and shows the largest."""

import os
import re
import shutil
import sys
import tempfile

import pytest

import heapline

_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_PROPERTY = "heapline"


def parse_size(text):
    """Bytes of a size such as 1024, "24 MB" or "1.5GiB"; a MB and a MiB are both 2^20 bytes."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", str(text), re.IGNORECASE)
    if match is None:
        raise ValueError(f"limit_memory takes a size such as '24 MB', not {text!r}")
    return int(float(match.group(1)) * _UNITS[match.group(2).lower()])


def show_size(size):
    """A size as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if abs(size) < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.3g} {unit}" if abs(size) < 1000 else f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.3g} GiB"


class Measuring:
    """Records while tests run; in a process that is recorded already, under `mprof run`, it only adds to that."""

    def __init__(self, config):
        self._config = config
        self._tracker = None
        self._scratch = None
        self._path = None
        self._figures = []
        self._last = None
        if config.getoption("--heapline"):
            worker = getattr(config, "workerinput", {}).get("workerid")
            stem, extension = os.path.splitext(config.getoption("--heapline-output"))
            self._path = f"{stem}-{worker}{extension}" if worker else stem + extension
            self._start(self._path)

    def _start(self, path):
        agent = sys.modules.get("_heapline")
        if agent is not None and agent.recording():
            self._path = None
            return
        try:
            self._tracker = heapline.Tracker(path).start()
        except RuntimeError as error:
            raise pytest.UsageError(f"heapline: {error}") from None

    def pytest_collection_finish(self, session):
        # Limits alone need figures and no capture.
        if self._tracker is None and self._path is None and not session.config.option.collectonly:
            self._scratch = tempfile.mkdtemp(prefix="heapline-pytest-")
            self._start(os.path.join(self._scratch, "limits.mprofile"))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item):
        before = heapline.reset_peak()
        with heapline.span(item.nodeid):
            yield
        after = heapline.current()
        self._last = None
        if before is not None and after is not None:
            self._last = (after.peak_bytes - before.live_bytes, after.live_bytes - before.live_bytes, after.allocations - before.allocations)
            item.user_properties.append((_PROPERTY, self._last))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        marker = item.get_closest_marker("limit_memory")
        if call.when != "call" or marker is None:
            return
        report = outcome.get_result()
        if not report.passed:
            return
        if len(marker.args) != 1 or marker.kwargs:
            problem = "limit_memory takes one size, for example @pytest.mark.limit_memory('24 MB')"
        elif self._last is None:
            problem = "its memory could not be measured: the recording has ended"
        else:
            try:
                limit = parse_size(marker.args[0])
            except ValueError as error:
                problem = str(error)
            else:
                if self._last[0] <= limit:
                    return
                problem = f"it had {show_size(self._last[0])} alive at once, which is more than its limit of {marker.args[0]}"
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {problem}"

    def pytest_runtest_logreport(self, report):
        # Of this process, or of a worker that sends its reports here.
        if report.when == "call":
            self._figures.extend((tuple(value), report.nodeid) for name, value in report.user_properties if name == _PROPERTY)

    def pytest_terminal_summary(self, terminalreporter, config):
        if not config.getoption("--heapline") or not self._figures:
            return
        top = config.getoption("--heapline-top")
        ordered = sorted(self._figures, key=lambda entry: (-entry[0][0], entry[1]))
        shown = ordered[:top] if top > 0 else ordered
        terminalreporter.write_sep("=", "memory, by Heapline")
        terminalreporter.write_line(f"{'peak':>9} {'left':>9} {'count':>9}  test")
        for (peak, left, count), name in shown:
            terminalreporter.write_line(f"{show_size(peak):>9} {show_size(left):>9} {count:>9,}  {name}")
        if len(ordered) > len(shown):
            terminalreporter.write_line(f"{'':30} and {len(ordered) - len(shown)} more: --heapline-top 0")
        if self._path is not None:
            terminalreporter.write_line(f"{self._path}: mprof stats, mprof lines, mprof tree show more")

    def pytest_unconfigure(self):
        if self._tracker is not None:
            self._tracker.stop()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
