"""Marks, spans and questions: what a program tells its recording, and what it can learn from it. Without a recording they do next to nothing."""

import functools
import itertools
import sys
import time
from typing import Any, Callable, NamedTuple, Optional, TypeVar, cast

_F = TypeVar("_F", bound=Callable[..., Any])

_MARK, _BEGIN, _END = 0, 1, 2
_LONGEST_NAME = 1000
# The collector answers within a batch of events, a millisecond; after that long it is taken for dead.
_PATIENCE_SECONDS = 10.0
_numbers = itertools.count(1)


class Current(NamedTuple):
    """What `current()` tells."""

    live_bytes: int
    """Bytes that are allocated and not freed, of those allocated since the recording began."""
    peak_bytes: int
    """The most of them at once, since the recording began or since `reset_peak()`; exact to the allocation."""
    allocations: int
    """How many blocks were allocated since the recording began."""


def _agent() -> Any:
    agent = sys.modules.get("_heapline")
    return agent if agent is not None and agent.recording() else None


def _encoded(name: str) -> bytes:
    return str(name)[:_LONGEST_NAME].encode("utf-8", "replace")[:_LONGEST_NAME]


def mark(name: str) -> None:
    """Puts a mark with a name into the recording: plots and `mprof stats` show when it was and what was alive."""
    agent = _agent()
    if agent is not None:
        agent.phase(_MARK, 0, _encoded(name))


class span:
    """A stretch of the program that has a name; a context manager, and a decorator of functions and coroutine functions.

        with heapline.span("load"):
            ...

        @heapline.span("load")
        def load(): ...

    `mprof stats` shows how long it took, what it left alive, how high memory went in it and how many blocks it allocated; plots show where it was. Spans may lie in
    one another, and each thread and task has its own.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._numbers = []  # type: list

    def __enter__(self) -> "span":
        agent = _agent()
        number = 0
        if agent is not None:
            number = next(_numbers) & 0xFFFFFFFF
            agent.phase(_BEGIN, number, _encoded(self.name))
        self._numbers.append(number)
        return self

    def __exit__(self, *error: object) -> None:
        number = self._numbers.pop()
        agent = _agent() if number else None
        if agent is not None:
            agent.phase(_END, number, b"")

    def __call__(self, function: _F) -> _F:
        import inspect

        name = self.name
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def call_async(*args: Any, **kwargs: Any) -> Any:
                with span(name):
                    return await function(*args, **kwargs)

            return cast(_F, call_async)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with span(name):
                return function(*args, **kwargs)

        return cast(_F, call)


def current() -> Optional[Current]:
    """What is alive right here, as the recording has it; None when nothing is recorded.

    The question goes the way of the allocations, so the answer is exact: what this thread allocated before is in it, to the block. It takes as long as the collector
    needs to come there, most often well below a millisecond.
    """
    return _ask(False)


def reset_peak() -> Optional[Current]:
    """Tells what `current()` tells, and lets the peak begin anew from here."""
    return _ask(True)


def _ask(anew: bool) -> Optional[Current]:
    agent = _agent()
    question = agent.ask(anew) if agent is not None else 0
    if not question:
        return None
    pause, until = 0.00002, time.monotonic() + _PATIENCE_SECONDS
    while True:
        answer = agent.answer(question)
        if answer is not None:
            return Current(*answer)
        if not agent.recording() or time.monotonic() > until:
            return None
        time.sleep(pause)
        pause = min(pause * 2, 0.005)
