"""`LogFile`: reports written to a logger."""

import logging


class LogFile:
    """A stream that gives what is written to the `logging` module.

    name: the logger's name.
    reportIncrementFlag: only heads, and lines whose increment is above zero.
    """

    def __init__(self, name=None, reportIncrementFlag=False):
        self.logger = logging.getLogger(name)
        self.reportIncrementFlag = reportIncrementFlag

    def write(self, msg, level=logging.INFO):
        """Logs a piece of a report as it is."""
        if not self.reportIncrementFlag or _has_increment(msg) or "Filename:" in msg or "Line Contents" in msg:
            self.logger.log(level, msg)

    def flush(self):
        """Flushes the logger's handlers."""
        for handler in self.logger.handlers:
            handler.flush()


def _has_increment(text):
    cells = text.split("MiB")
    try:
        return len(cells) > 1 and float(cells[1]) > 0
    except ValueError:  # the unit stands in the source line
        return False
