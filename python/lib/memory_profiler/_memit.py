"""What `%memit` gives, and how it runs a statement."""


class MemitResult:
    """Memory of the runs of a statement, in MiB."""

    def __init__(self, mem_usage, baseline, repeat, timeout, interval, include_children):
        self.mem_usage = mem_usage
        self.baseline = baseline
        self.repeat = repeat
        self.timeout = timeout
        self.interval = interval
        self.include_children = include_children

    def __str__(self):
        highest = max(self.mem_usage)
        return f"peak memory: {highest:.2f} MiB, increment: {highest - self.baseline:.2f} MiB"

    def _repr_pretty_(self, p, cycle):
        p.text(f"<MemitResult : {self}>")


def _func_exec(stmt, ns):
    """Executes a statement in a namespace."""
    exec(stmt, ns)
