"""Import hooks: the program's own modules are recorded as they are imported."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType
from typing import Any

from .recording import Recording


class RecordingFinder(importlib.abc.MetaPathFinder):
    """Stands before all other finders, asks them, and exchanges the loader of modules that are recorded."""

    def __init__(self, recording: Recording, after: dict[str, Callable[[ModuleType], None]]) -> None:
        """`after`: what to do with modules of these names when they have been loaded."""
        self._recording = recording
        self._after = after

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = self._others(fullname, path, target)
        if spec is None:
            return None
        loader = spec.loader
        if fullname in self._after and loader is not None:
            spec.loader = _LoaderWithSequel(loader, self._after[fullname])
        # Loaders of other kinds rewrite the source themselves (pytest), or have none.
        elif type(loader) is importlib.machinery.SourceFileLoader and self._recording.wants(fullname, loader.path):
            spec.loader = _RecordingLoader(loader.name, loader.path, self._recording)
        return spec

    def _others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self:
                continue
            find_spec = getattr(finder, "find_spec", None)
            spec = None if find_spec is None else find_spec(fullname, path, target)
            if spec is not None:
                return spec
        return None


class _RecordingLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, recording: Recording) -> None:
        super().__init__(name, path)
        self._recording = recording

    def get_code(self, fullname: str) -> CodeType | None:
        # Not from __pycache__, and not into it: the cache is for the program without recording.
        path = self.get_filename(fullname)
        return self._recording.compile(self.get_data(path), path, fullname)


class _LoaderWithSequel(importlib.abc.Loader):
    def __init__(self, loader: Any, sequel: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._sequel = sequel

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._sequel(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
