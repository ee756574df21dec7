"""The decorator for functions, coroutines and generators."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine, Generator
from typing import Any, ParamSpec, TypeVar, overload

from pypss.instrumentation.calls import Call, Place
from pypss.meter import current_meter

P = ParamSpec("P")
R = TypeVar("R")


@overload
def monitor_function(name: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def monitor_function(
    name: str | None = None, branch_tag: str | None = None, module_name: str | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def monitor_function(name: Any = None, branch_tag: str | None = None, module_name: str | None = None) -> Any:
    """Records every call of a function, with or without arguments to the decorator.

    `name` is the qualified name of the function unless given, `module_name` the module that defines it. A coroutine
    is measured from its first step to its last; a generator from its first value until it is exhausted or closed,
    with the time that its consumer takes in between.
    """
    if name is None or isinstance(name, str):
        return lambda function: _monitored(function, name, branch_tag, module_name)
    return _monitored(name, None, None, None)


def _monitored(function: Any, name: str | None, branch_tag: str | None, module_name: str | None) -> Any:
    if not callable(function):
        raise TypeError(
            f"monitor_function needs a function, not {type(function).__name__}; write it below @classmethod"
        )
    place = _place_of(function, name, branch_tag, module_name)
    if inspect.isasyncgenfunction(function):
        raise TypeError(f"{place.name} is an async generator: use monitor_async around its loop instead")
    if inspect.iscoroutinefunction(function):
        return _monitored_coroutine(function, place)
    if inspect.isgeneratorfunction(function):
        return _monitored_generator(function, place)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        running = Call(place)
        try:
            result = function(*args, **kwargs)
        except BaseException as error:
            running.finish(error)
            raise
        running.finish(None)
        return result

    return call


def _monitored_generator(function: Callable[..., Generator[Any, Any, Any]], place: Place) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        running = Call(place)
        try:
            result = yield from function(*args, **kwargs)
        except BaseException as error:
            running.finish(error)
            raise
        running.finish(None)
        return result

    return call


def _monitored_coroutine(function: Callable[..., Coroutine[Any, Any, Any]], place: Place) -> Any:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        running = Call(place)
        steps = _Steps(function(*args, **kwargs))
        try:
            result = await steps
        except BaseException as error:
            running.finish_async(error, steps.cpu_time, steps.yield_count)
            raise
        running.finish_async(None, steps.cpu_time, steps.yield_count)
        return result

    return call


class _Steps:
    """Awaits a coroutine step by step, so that its CPU time holds its own steps and not those of other tasks."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine = coroutine
        self.cpu_time = 0.0
        self.yield_count = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        cpu = current_meter().cpu
        resume: Callable[[Any], Any] = self._coroutine.send
        value: Any = None
        while True:
            begun = cpu()
            try:
                awaited = resume(value)
            except StopIteration as stop:
                return stop.value
            finally:
                self.cpu_time += cpu() - begun
            self.yield_count += 1
            try:
                value = yield awaited
                resume = self._coroutine.send
            except GeneratorExit:
                self._coroutine.close()
                raise
            except BaseException as error:
                resume, value = self._coroutine.throw, error


def _place_of(function: Any, name: str | None, branch_tag: str | None, module_name: str | None) -> Place:
    inner = inspect.unwrap(function)
    code = getattr(inner, "__code__", None)
    return Place(
        name=name or getattr(inner, "__qualname__", type(inner).__qualname__),
        # Callables written in C have no source.
        filename=code.co_filename if code else "unknown",
        # The first line with the decorators, as the interpreter counts it.
        lineno=code.co_firstlineno if code else 0,
        module=module_name or getattr(inner, "__module__", None) or "unknown",
        branch_tag=branch_tag,
    )
