"""Recording the processes that multiprocessing starts afresh (`spawn`, `forkserver`); forked ones are recorded anyway."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .recording import Recording, main_code


def record_spawned(bootstrap: str, spawn: ModuleType) -> None:
    """Makes `multiprocessing.spawn` start children through the bootstrap script."""
    original: Any = spawn.get_command_line

    def get_command_line(**arguments: Any) -> list[str]:
        return _through(bootstrap, original(**arguments))

    spawn.get_command_line = get_command_line  # type: ignore[attr-defined]


def record_fork_server(bootstrap: str, forkserver: ModuleType) -> None:
    """Makes `multiprocessing.forkserver` start its server through the bootstrap script: what that forks is recorded."""
    util: Any = forkserver.util
    original: Any = util.spawnv_passfds

    def spawnv_passfds(path: Any, args: list[Any], passfds: Any) -> int:
        # Spawned children and the resource tracker are started by it, too.
        if any(isinstance(arg, str) and arg.startswith("from multiprocessing.forkserver ") for arg in args):
            args = _through(bootstrap, args)
        return original(path, args, passfds)

    util.spawnv_passfds = spawnv_passfds


def _through(bootstrap: str, command: list[Any]) -> list[Any]:
    """A command line of the interpreter whose program runs the bootstrap script first."""
    if "-c" not in command:
        return command
    program = command.index("-c") + 1
    hooks = f"import runpy; runpy.run_path({bootstrap!r}, run_name='pypss_child'); "
    return [*command[:program], hooks + command[program], *command[program + 1 :]]


def record_main_of_child(recording: Recording, runpy: ModuleType) -> None:
    """A spawned child runs the script again as `__mp_main__`, by runpy and not by import."""
    original: Any = runpy._get_code_from_file  # type: ignore[attr-defined]

    def get_code_from_file(*arguments: Any) -> Any:
        found = original(*arguments)
        path = arguments[-1]
        script = getattr(sys.modules.get("__main__"), "__file__", None)
        if script is not None and script == path:
            return found
        code = main_code(recording, path)
        return (code, *found[1:]) if isinstance(found, tuple) else code

    runpy._get_code_from_file = get_code_from_file  # type: ignore[attr-defined]
