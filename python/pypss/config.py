"""The settings that the runtime acts on, from pypss.toml or pyproject.toml."""

from __future__ import annotations

import functools
import logging
import tomllib
from collections.abc import Mapping
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
    max_traces: int = 10_000
    trace_file: str = "pypss_output/traces.json"
    discovery_file_extension: str = ".py"
    discovery_ignore_funcs_prefix: str = "_"
    discovery_ignore_modules: tuple[str, ...] = ("pypss",)
    discovery_ignore_dirs: frozenset[str] = field(
        default_factory=lambda: frozenset(
            ".venv venv tests test __pycache__ .git build dist docs examples scripts notebooks .vscode .idea".split()
        )
    )


@functools.cache
def settings() -> Settings:
    """The settings of the current directory, read once. A file that cannot be read is logged and counts as none."""
    try:
        return settings_of(_table(Path.cwd()))
    except (OSError, ValueError) as error:
        _log.warning("PyPSS goes on with its default settings: %s", error)
        return Settings()


def settings_of(table: Mapping[str, Any]) -> Settings:
    """The settings in a table as TOML gives it; nested and flat names mean the same. Raises ValueError for a bad value."""
    flat = _flat(table)
    known = Settings()
    return Settings(
        sample_rate=_share(flat, "sample_rate", known.sample_rate),
        error_sample_rate=_share(flat, "error_sample_rate", known.error_sample_rate),
        context_sampling_rules=tuple(_rule(rule) for rule in flat.get("context_sampling_rules", ())),
        max_traces=int(flat.get("max_traces", known.max_traces)),
        trace_file=str(flat.get("default_trace_file", known.trace_file)),
        discovery_file_extension=str(flat.get("discovery_file_extension", known.discovery_file_extension)),
        discovery_ignore_funcs_prefix=str(
            flat.get("discovery_ignore_funcs_prefix", known.discovery_ignore_funcs_prefix)
        ),
        discovery_ignore_modules=tuple(flat.get("discovery_ignore_modules", known.discovery_ignore_modules)),
        discovery_ignore_dirs=frozenset(flat.get("discovery_ignore_dirs", known.discovery_ignore_dirs)),
    )


def _table(folder: Path) -> Mapping[str, Any]:
    own = folder / "pypss.toml"
    if own.exists():
        content = _read(own)
        return content.get("pypss") or content.get("tool", {}).get("pypss", {})
    project = folder / "pyproject.toml"
    return _read(project).get("tool", {}).get("pypss", {}) if project.exists() else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
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


def _rule(rule: Any) -> SamplingRule:
    strategies = ("always", "never", "on_error", "random")
    if not isinstance(rule, Mapping) or not isinstance(rule.get("pattern"), str):
        raise ValueError(f"a rule of context_sampling_rules needs a pattern: {rule!r}")
    strategy = rule.get("strategy", "random")
    if strategy not in strategies:
        raise ValueError(f"strategy must be one of {', '.join(strategies)}, not {strategy!r}")
    rate = None if rule.get("sample_rate") is None else _share(rule, "sample_rate", 1.0)
    return SamplingRule(rule["pattern"], strategy, rate)
