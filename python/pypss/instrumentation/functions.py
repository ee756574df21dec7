"""The decorator for functions, coroutines and generators."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any, ParamSpec, TypeVar, overload

from .calls import Call, enter, leave
from .profiling import profiled
from .recursion import make_room_for
from .steps import Steps
from .trace import Place

P = ParamSpec("P")
R = TypeVar("R")


@overload
def monitor_function(name: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def monitor_function(
    name: str | None = None,
    branch_tag: str | None = None,
    module_name: str | None = None,
    profile_threshold_ms: float = 0,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def monitor_function(
    name: Any = None,
    branch_tag: str | None = None,
    module_name: str | None = None,
    profile_threshold_ms: float = 0,
) -> Any:
    """Records every call of a function, with or without arguments to the decorator.

    `name` is the qualified name of the function unless given, `module_name` the module that defines it. A coroutine
    is measured from its first step to its last; a generator from its first value until it is exhausted or closed,
    with the time that its consumer takes in between. With `profile_threshold_ms` above 0 a plain function is profiled,
    and calls that take longer carry the profile as `profile_stats`.
    """
    if name is None or isinstance(name, str):
        return lambda function: _monitored(function, name, branch_tag, module_name, profile_threshold_ms)
    return _monitored(name, None, None, None, 0)


def _monitored(
    function: Any, name: str | None, branch_tag: str | None, module_name: str | None, profile_threshold_ms: float
) -> Any:
    if isinstance(function, (classmethod, staticmethod)):
        inner = _monitored(function.__func__, name, branch_tag, module_name, profile_threshold_ms)
        return type(function)(inner)
    if isinstance(function, type):
        raise TypeError(f"monitor_function needs a function, not the class {function.__name__}; decorate its methods")
    if not callable(function):
        kind = type(function).__name__
        advice = f"; write it below @{kind}" if hasattr(function, "__get__") else ""
        raise TypeError(f"monitor_function needs a function, not {kind}{advice}")
    place = place_of(function, name, branch_tag, module_name)
    if profile_threshold_ms > 0 and not _is_lazy(function):
        return profiled(function, place, profile_threshold_ms)
    return monitored_at(function, place)


def monitored_at(function: Any, place: Place) -> Any:
    """`function` with its calls recorded under `place`."""
    if inspect.isasyncgenfunction(function):
        return _monitored_async_generator(function, place)
    if inspect.iscoroutinefunction(function):
        return _monitored_coroutine(function, place)
    if inspect.isgeneratorfunction(function):
        return _monitored_generator(function, place)
    return _monitored_function(function, place)


def _is_lazy(function: Any) -> bool:
    """Calling it only makes the object that does the work."""
    kinds = (inspect.isasyncgenfunction, inspect.iscoroutinefunction, inspect.isgeneratorfunction)
    return any(is_kind(function) for is_kind in kinds)


def _monitored_function(function: Callable[..., Any], place: Place) -> Any:
    make_room_for(function)

    # Not a class with __enter__: this is what every call of the program pays.
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        entered = enter()
        try:
            result = function(*args, **kwargs)
        except BaseException as error:
            leave(place, entered, error)
            raise
        leave(place, entered, None)
        return result

    return call


def _monitored_generator(function: Callable[..., Generator[Any, Any, Any]], place: Place) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        running = Call(place)
        try:
            generator = function(*args, **kwargs)
            resume: Any = generator.send
            value: Any = None
            while True:
                item = resume(value)
                running.suspend()
                try:
                    value = yield item
                    resume = generator.send
                except GeneratorExit:
                    running.resume()
                    generator.close()
                    raise
                except BaseException as error:
                    resume, value = generator.throw, error
                running.resume()
        except StopIteration as stop:
            running.finish(None)
            return stop.value
        except BaseException as error:
            running.finish(error)
            raise

    return call


def _monitored_coroutine(function: Callable[..., Coroutine[Any, Any, Any]], place: Place) -> Any:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        running = Call(place)
        steps = Steps(function(*args, **kwargs))
        try:
            result = await steps
        except BaseException as error:
            running.finish_async(error, steps.cpu_time, steps.yield_count)
            raise
        running.finish_async(None, steps.cpu_time, steps.yield_count)
        return result

    return call


def _monitored_async_generator(function: Callable[..., AsyncGenerator[Any, Any]], place: Place) -> Any:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        running = Call(place)
        generator = function(*args, **kwargs)
        cpu_time, yield_count = 0.0, 0
        resume: Any = generator.asend(None)
        try:
            while True:
                steps = Steps(resume)
                try:
                    value = await steps
                finally:
                    cpu_time += steps.cpu_time
                    yield_count += steps.yield_count
                running.suspend()
                try:
                    resume = generator.asend((yield value))
                except GeneratorExit:
                    running.resume()
                    await generator.aclose()
                    raise
                except BaseException as error:
                    resume = generator.athrow(error)
                running.resume()
        except StopAsyncIteration:
            running.finish_async(None, cpu_time, yield_count)
        except BaseException as error:
            running.finish_async(error, cpu_time, yield_count)
            raise

    return call


def place_of(function: Any, name: str | None, branch_tag: str | None, module_name: str | None) -> Place:
    """Where a function stands, also below other decorators that keep `__wrapped__`."""
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
