"""The settings that the runtime acts on, from pypss.toml or pyproject.toml."""

from __future__ import annotations

import functools
import logging
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_log = logging.getLogger("pypss")


@dataclass(frozen=True, slots=True)
class SamplingRule:
    """Which calls are recorded, of functions whose name or module begins with a match of `pattern`."""

    pattern: str
    #: "always", "never", "on_error" or "random".
    strategy: str
    #: Share 0..1 of "random"; None: the general rate.
    sample_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    sample_rate: float = 1.0
    error_sample_rate: float = 1.0
    context_sampling_rules: tuple[SamplingRule, ...] = ()
    trace_file: str = "pypss_output/traces.json"
    discovery_file_extension: str = ".py"
    discovery_ignore_funcs_prefix: str = "_"
    discovery_ignore_modules: tuple[str, ...] = ("pypss",)
    discovery_ignore_dirs: frozenset[str] = field(
        default_factory=lambda: frozenset(
            ".venv venv tests test __pycache__ .git build dist docs examples scripts notebooks .vscode .idea".split()
        )
    )


# The file that the settings are read from, where the user named one.
_named: Path | None = None


@functools.cache
def settings() -> Settings:
    """The settings of the current directory, read once. A file that cannot be read is logged and counts as none."""
    try:
        return settings_of(_found(Path.cwd()) if _named is None else _settings_in(_named))
    except (OSError, ValueError) as error:
        _log.warning("PyPSS goes on with its default settings: %s", error)
        return Settings()


def read_from(path: str) -> None:
    """Reads the settings from this file instead of looking for one."""
    global _named
    _named = Path(path).absolute()
    settings.cache_clear()


def settings_of(table: Mapping[str, Any]) -> Settings:
    """The settings in a table as TOML gives it; nested and flat names mean the same. Raises ValueError for a bad value."""
    flat = _flat(table)
    known = Settings()
    return Settings(
        sample_rate=_share(flat, "sample_rate", known.sample_rate),
        error_sample_rate=_share(flat, "error_sample_rate", known.error_sample_rate),
        context_sampling_rules=tuple(_rule(rule) for rule in _list(flat, "context_sampling_rules", ())),
        trace_file=_text(flat, "default_trace_file", known.trace_file) or known.trace_file,
        discovery_file_extension=_text(flat, "discovery_file_extension", known.discovery_file_extension),
        discovery_ignore_funcs_prefix=_text(flat, "discovery_ignore_funcs_prefix", known.discovery_ignore_funcs_prefix),
        discovery_ignore_modules=_texts(flat, "discovery_ignore_modules", known.discovery_ignore_modules),
        discovery_ignore_dirs=frozenset(_texts(flat, "discovery_ignore_dirs", known.discovery_ignore_dirs)),
    )


def _found(folder: Path) -> Mapping[str, Any]:
    for path in (folder / "pypss.toml", folder / "pyproject.toml"):
        if path.exists():
            return _settings_in(path)
    return {}


def _settings_in(path: Path) -> Mapping[str, Any]:
    """[pypss] wins over [tool.pypss], and that over names outside any table; pyproject.toml has the second only."""
    content = _read(path)
    tool = _part(content, "tool")
    if path.name == "pyproject.toml":
        return _part(tool, "pypss")
    outside = {key: value for key, value in content.items() if key not in ("pypss", "tool")}
    return _flat(outside) | _flat(_part(tool, "pypss")) | _flat(_part(content, "pypss"))


def _part(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"{key} must be a table, not {value!r}")
    return value


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}_")
        else:
            flat[prefix + key] = value
    return flat


def _share(flat: Mapping[str, Any], key: str, default: float) -> float:
    value = flat.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"{key} must be a number from 0 to 1, not {value!r}")
    return float(value)


def _text(flat: Mapping[str, Any], key: str, default: str) -> str:
    value = flat.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f"{key} must be text, not {value!r}")
    return value


def _list(flat: Mapping[str, Any], key: str, default: Iterable[Any]) -> Iterable[Any]:
    value = flat.get(key)
    if value is None:
        return default
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list, not {value!r}")
    return value


def _texts(flat: Mapping[str, Any], key: str, default: Iterable[str]) -> tuple[str, ...]:
    values = tuple(_list(flat, key, default))
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"{key} must be a list of texts, not {list(values)!r}")
    return values


def _rule(rule: Any) -> SamplingRule:
    strategies = ("always", "never", "on_error", "random")
    if not isinstance(rule, Mapping) or not isinstance(rule.get("pattern"), str):
        raise ValueError(f"a rule of context_sampling_rules needs a pattern: {rule!r}")
    strategy = rule.get("strategy", "random")
    if strategy not in strategies:
        raise ValueError(f"strategy must be one of {', '.join(strategies)}, not {strategy!r}")
    rate = None if rule.get("sample_rate") is None else _share(rule, "sample_rate", 1.0)
    return SamplingRule(rule["pattern"], strategy, rate)
