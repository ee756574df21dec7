"""What recorded code calls, and which files are recorded."""

from __future__ import annotations

import builtins
import os
from types import CodeType, TracebackType
from typing import Any

from ..config import Settings
from ..instrumentation.calls import Call, enter, leave
from ..instrumentation.functions import monitored_at
from ..instrumentation.trace import Place
from .rewriting import ASYNC_NAME, CALL_NAME, GENERATOR_NAME, compile_recorded


# Folders of packages that pip or the system has installed.
_INSTALLED = frozenset({"site-packages", "dist-packages"})
# The standard library, which lies below the program's folder where that is an environment, or `/`.
_LIBRARY = os.path.join(os.path.dirname(os.path.realpath(os.__file__)), "")
_RUNTIME = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "")


class _Running:
    """A call that ends before anything around it goes on."""

    __slots__ = ("_entered", "_place")

    def __init__(self, place: Place) -> None:
        self._place = place

    def __enter__(self) -> None:
        self._entered = enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave(self._place, self._entered, error)


class _RunningGenerator(Call):
    """Nothing tells here when a generator yields, so what it calls counts as called by whoever iterates it."""

    __slots__ = ()

    def __enter__(self) -> None:
        self.suspend()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish(error)


class Recording:
    """Decides which modules are recorded and compiles them."""

    def __init__(self, root: str, settings: Settings, decorated: bool) -> None:
        """Files below `root` are the program's own. `decorated`: functions under monitor_function record themselves."""
        self._root = os.path.join(os.path.realpath(root), "")
        self._settings = settings
        self._decorated = decorated
        self._places: list[Place] = []

    def install(self) -> None:
        """Makes the names known that compiled code uses."""
        places = self._places
        setattr(builtins, CALL_NAME, lambda number: _Running(places[number]))
        setattr(builtins, GENERATOR_NAME, lambda number: _RunningGenerator(places[number]))
        setattr(builtins, ASYNC_NAME, lambda number: lambda function: monitored_at(function, places[number]))

    def wants(self, module: str, path: str) -> bool:
        """Whether the functions of an imported module are recorded, after the discovery settings."""
        settings = self._settings
        real = os.path.realpath(path)
        if not self.is_own(real) or not real.endswith(settings.discovery_file_extension):
            return False
        folders = real[len(self._root) :].split(os.sep)[:-1]
        if any(folder in settings.discovery_ignore_dirs for folder in folders):
            return False
        return not any(module == name or module.startswith(f"{name}.") for name in settings.discovery_ignore_modules)

    def is_own(self, path: str) -> bool:
        """Whether a file is the program's: below its folder, and neither Python's nor an installed package's."""
        real = os.path.realpath(path)
        if not real.startswith(self._root) or real.startswith(_RUNTIME):
            return False
        if real.startswith(_LIBRARY) and not self._root.startswith(_LIBRARY):
            return False
        return not _INSTALLED.intersection(real[len(self._root) :].split(os.sep))

    def compile(self, source: bytes, path: str, module: str) -> CodeType:
        """The recorded code of a module. Raises SyntaxError as `compile` does."""
        prefix = self._settings.discovery_ignore_funcs_prefix
        return compile_recorded(source, path, module, self._keep, prefix, self._decorated)

    def module_of(self, path: str) -> str:
        """The dotted name of a script, which calls itself `__main__`: its path below the root."""
        real = os.path.realpath(path)
        below = real[len(self._root) :] if real.startswith(self._root) else os.path.basename(real)
        return os.path.splitext(below)[0].replace(os.sep, ".").removesuffix(".__main__")

    def _keep(self, place: Place) -> int:
        self._places.append(place)
        return len(self._places) - 1


def read_source(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def main_code(recording: Recording, path: str) -> Any:
    """The recorded code of the script itself, whatever the discovery settings say of its folder."""
    return recording.compile(read_source(path), path, recording.module_of(path))
