"""Recording the processes that multiprocessing starts afresh (`spawn`); forked ones are recorded anyway."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .recording import Recording, main_code


def record_spawned(bootstrap: str, spawn: ModuleType) -> None:
    """Makes `multiprocessing.spawn` start children through the bootstrap script."""
    original: Any = spawn.get_command_line

    def get_command_line(**arguments: Any) -> list[str]:
        command: list[str] = original(**arguments)
        if "-c" in command:
            program = command.index("-c") + 1
            command[program] = f"import runpy; runpy.run_path({bootstrap!r}, run_name='pypss_child'); {command[program]}"
        return command

    spawn.get_command_line = get_command_line  # type: ignore[attr-defined]


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
