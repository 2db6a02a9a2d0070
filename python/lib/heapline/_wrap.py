"""Functions that profile the function they wrap, in every shape a function has."""

import functools
import sys
import types

from heapline._agent import agent
from heapline._code_map import has_source

_GENERATOR, _COROUTINE, _ITERABLE_COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x100, 0x200


def wrap(func, code_of, begin, end):
    """Wraps what a decorator may be given: functions, static, class and other descriptors, classes.

    `code_of(func)` gives the code that calls are marked with, or None for what cannot be profiled. `begin(func)` gives the profiler of a call, whose `on()` and `off()`
    stand around what runs of it, and `end(profiler)` is told when the call is over: for generators and coroutines when they end, not when they are made.
    """
    if isinstance(func, (staticmethod, classmethod)):
        return type(func)(wrap(func.__func__, code_of, begin, end))
    if isinstance(func, property):
        return property(*(each and wrap(each, code_of, begin, end) for each in (func.fget, func.fset, func.fdel)), doc=func.__doc__)
    if isinstance(func, type):
        return _wrap_class(func, code_of, begin, end)
    code = code_of(func)
    if code is None:
        return func
    flags = getattr(getattr(func, "__code__", None), "co_flags", 0)
    if flags & _COROUTINE:
        return _wrap_coroutine(func, code, begin, end)
    if flags & _ASYNC_GENERATOR:
        return _wrap_async_generator(func, code, begin, end)
    if flags & _GENERATOR:
        wrapper = _wrap_generator(func, code, begin, end)
        return types.coroutine(wrapper) if flags & _ITERABLE_COROUTINE else wrapper
    return _wrap_function(func, code, begin, end)


def _wrap_class(cls, code_of, begin, end):
    """Profiles the functions that the class defines itself; the class stays the class. What a decorator below has put there (`__init__` of a dataclass) is not written
    in it."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, (staticmethod, classmethod, property)) or isinstance(member, types.FunctionType) and _is_written_in(cls, member):
            setattr(cls, name, wrap(member, code_of, begin, end))
    return cls


def _is_written_in(cls, func):
    module = sys.modules.get(cls.__module__)
    return has_source(func.__code__) and (module is None or func.__globals__ is vars(module))


def _wrap_function(func, code, begin, end):
    enter, leave, module = agent.enter, agent.leave, getattr(func, "__module__", None)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        profiler = begin(func)
        level = enter(code, module)
        profiler.on()
        try:
            return func(*args, **kwargs)
        finally:
            profiler.off()
            leave(code, level)
            end(profiler)

    return wrapper


def _wrap_generator(func, code, begin, end):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with _Call(func, code, begin, end) as profiler:
            return (yield from _steps(profiler, func(*args, **kwargs)))

    return wrapper


def _wrap_coroutine(func, code, begin, end):
    @functools.wraps(func)
    async def wrapper(*args, **kwargs):
        with _Call(func, code, begin, end) as profiler:
            return await _awaitable_steps(profiler, func(*args, **kwargs))

    return wrapper


def _wrap_async_generator(func, code, begin, end):
    @functools.wraps(func)
    async def wrapper(*args, **kwargs):
        with _Call(func, code, begin, end) as profiler:
            inner = func(*args, **kwargs)
            step = inner.asend(None)
            while True:
                try:
                    value = await _awaitable_steps(profiler, step)
                except StopAsyncIteration:
                    return
                try:
                    step = inner.asend((yield value))
                except GeneratorExit:
                    await _awaitable_steps(profiler, inner.aclose())
                    raise
                except BaseException as error:
                    step = inner.athrow(error)

    return wrapper


class _Call:
    """One call of a generator or coroutine function, from its first step to its end."""

    def __init__(self, func, code, begin, end):
        self._func, self._code, self._begin, self._end = func, code, begin, end

    def __enter__(self):
        self._profiler = self._begin(self._func)
        self._level = agent.enter(self._code, getattr(self._func, "__module__", None))
        return self._profiler

    def __exit__(self, *error):
        agent.leave(self._code, self._level)
        self._end(self._profiler)


def _steps(profiler, inner):
    """Runs a generator or coroutine (or what an async generator gives) to its end, profiling switched on during its own steps alone: other tasks of an event
    loop run in between, and the next step may be on another thread. Otherwise as `yield from` (PEP 380)."""
    step, value = inner.send, None
    while True:
        profiler.on()
        try:
            yielded = step(value)
        except StopIteration as stop:
            return stop.value
        finally:
            profiler.off()
        try:
            step, value = inner.send, (yield yielded)
        except GeneratorExit:
            profiler.on()
            try:
                inner.close()
            finally:
                profiler.off()
            raise
        except BaseException as error:
            step, value = inner.throw, error


_awaitable_steps = types.coroutine(_steps)
